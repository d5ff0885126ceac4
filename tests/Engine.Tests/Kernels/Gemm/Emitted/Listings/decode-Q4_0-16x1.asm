0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 1E00h]
001c  vmovups zmm3, [rel 1E40h]
0026  vmovups zmm4, [rel 1E80h]
0030  kmovq k1, [rel 1EC0h]
0039  prefetcht0 [r9]
0041  prefetcht1 [r9+2000h]
0049  prefetcht0 [r9+40h]
0051  prefetcht1 [r9+2040h]
0059  prefetcht0 [r9+80h]
0061  prefetcht1 [r9+2080h]
0069  prefetcht0 [r9+0C0h]
0071  prefetcht1 [r9+20C0h]
0079  prefetcht0 [r9+100h]
0081  prefetcht1 [r9+2100h]
0089  prefetcht0 [r9+140h]
0091  prefetcht1 [r9+2140h]
0099  prefetcht0 [r9+180h]
00a1  prefetcht1 [r9+2180h]
00a9  prefetcht0 [r9+1C0h]
00b1  prefetcht1 [r9+21C0h]
00b9  vmovups ymm5, [rdi]
00c3  vmovups ymm6, [rdi+r8]
00ce  vmovups ymm7, [rdi+r8*2]
00d9  vmovups ymm8, [rdi+rax]
00e4  lea r10, [rdi+r8*4]
00ec  vinserti64x4 zmm5, zmm5, [r10], 1
00f7  vinserti64x4 zmm6, zmm6, [r10+r8], 1
0103  vinserti64x4 zmm7, zmm7, [r10+r8*2], 1
010f  vinserti64x4 zmm8, zmm8, [r10+rax], 1
011b  vpunpckldq zmm13, zmm5, zmm6
0121  vpunpckhdq zmm6, zmm5, zmm6
0127  vpunpckldq zmm5, zmm7, zmm8
012d  vpunpckhdq zmm8, zmm7, zmm8
0133  vpunpcklqdq zmm7, zmm13, zmm5
0139  vpunpckhqdq zmm5, zmm13, zmm5
013f  vpunpcklqdq zmm13, zmm6, zmm8
0145  vpunpckhqdq zmm8, zmm6, zmm8
014b  lea r10, [r10+r8*4]
0153  vmovups ymm9, [r10]
015d  vmovups ymm10, [r10+r8]
0168  vmovups ymm11, [r10+r8*2]
0173  vmovups ymm12, [r10+rax]
017e  lea r10, [r10+r8*4]
0186  vinserti64x4 zmm9, zmm9, [r10], 1
0191  vinserti64x4 zmm10, zmm10, [r10+r8], 1
019d  vinserti64x4 zmm11, zmm11, [r10+r8*2], 1
01a9  vinserti64x4 zmm12, zmm12, [r10+rax], 1
01b5  vpunpckldq zmm6, zmm9, zmm10
01bb  vpunpckhdq zmm10, zmm9, zmm10
01c1  vpunpckldq zmm9, zmm11, zmm12
01c7  vpunpckhdq zmm12, zmm11, zmm12
01cd  vpunpcklqdq zmm11, zmm6, zmm9
01d3  vpunpckhqdq zmm9, zmm6, zmm9
01d9  vpunpcklqdq zmm6, zmm10, zmm12
01df  vpunpckhqdq zmm12, zmm10, zmm12
01e5  vshufi32x4 zmm10, zmm7, zmm11, 88h
01ec  vshufi32x4 zmm11, zmm7, zmm11, 0DDh
01f3  vshufi32x4 zmm7, zmm5, zmm9, 88h
01fa  vshufi32x4 zmm9, zmm5, zmm9, 0DDh
0201  vshufi32x4 zmm5, zmm13, zmm6, 88h
0208  vshufi32x4 zmm6, zmm13, zmm6, 0DDh
020f  vshufi32x4 zmm13, zmm8, zmm12, 88h
0216  vshufi32x4 zmm12, zmm8, zmm12, 0DDh
021d  vpandd zmm8, zmm7, zmm2
0223  vpxord zmm1, zmm1, zmm1
0229  vpdpbusd zmm1, zmm8, [rdx]{1to16}
0233  vgf2p8affineqb zmm7, zmm7, zmm3, 0
023a  vpdpbusd zmm1, zmm7, [rdx+4]{1to16}
0244  vpandd zmm7, zmm5, zmm2
024a  vpdpbusd zmm1, zmm7, [rdx+8]{1to16}
0254  vgf2p8affineqb zmm5, zmm5, zmm3, 0
025b  vpdpbusd zmm1, zmm5, [rdx+0Ch]{1to16}
0265  vpandd zmm5, zmm13, zmm2
026b  vpdpbusd zmm1, zmm5, [rdx+10h]{1to16}
0275  vgf2p8affineqb zmm13, zmm13, zmm3, 0
027c  vpdpbusd zmm1, zmm13, [rdx+14h]{1to16}
0286  vpblendmw zmm13{k1}, zmm11, zmm10
028c  vpblendmw zmm11{k1}, zmm10, zmm11
0292  vpermw zmm5, zmm4, zmm11
0298  vextracti64x4 ymm10, zmm5, 1
029f  vcvtph2ps zmm10, ymm10
02a5  vcvtph2ps zmm5, ymm5
02ab  vpandd zmm11, zmm13, zmm2
02b1  vpdpbusd zmm1, zmm11, [rdx+18h]{1to16}
02bb  vgf2p8affineqb zmm13, zmm13, zmm3, 0
02c2  vpdpbusd zmm1, zmm13, [rdx+1Ch]{1to16}
02cc  vcvtdq2ps zmm1, zmm1
02d2  vpbroadcastd zmm13, [rdx+20h]
02dc  vfmadd213ps zmm1, zmm13, [rdx+24h]{1to16}
02e6  vfmadd231ps zmm0, zmm1, zmm5
02ec  add rsi, 0FFFFFFFFFFFFFFFFh
02f3  jle near 1DEAh
02f9  vpandd zmm5, zmm9, zmm2
02ff  vpxord zmm1, zmm1, zmm1
0305  vpdpbusd zmm1, zmm5, [rdx+28h]{1to16}
030f  vgf2p8affineqb zmm9, zmm9, zmm3, 0
0316  vpdpbusd zmm1, zmm9, [rdx+2Ch]{1to16}
0320  vpandd zmm9, zmm6, zmm2
0326  vpdpbusd zmm1, zmm9, [rdx+30h]{1to16}
0330  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0337  vpdpbusd zmm1, zmm6, [rdx+34h]{1to16}
0341  vpandd zmm6, zmm12, zmm2
0347  vpdpbusd zmm1, zmm6, [rdx+38h]{1to16}
0351  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0358  vpdpbusd zmm1, zmm12, [rdx+3Ch]{1to16}
0362  prefetcht0 [r9+200h]
036a  prefetcht1 [r9+2200h]
0372  prefetcht0 [r9+240h]
037a  prefetcht1 [r9+2240h]
0382  prefetcht0 [r9+280h]
038a  prefetcht1 [r9+2280h]
0392  prefetcht0 [r9+2C0h]
039a  prefetcht1 [r9+22C0h]
03a2  prefetcht0 [r9+300h]
03aa  prefetcht1 [r9+2300h]
03b2  prefetcht0 [r9+340h]
03ba  prefetcht1 [r9+2340h]
03c2  prefetcht0 [r9+380h]
03ca  prefetcht1 [r9+2380h]
03d2  prefetcht0 [r9+3C0h]
03da  prefetcht1 [r9+23C0h]
03e2  vmovups ymm12, [rdi+20h]
03ec  vmovups ymm6, [rdi+r8+20h]
03f7  vmovups ymm9, [rdi+r8*2+20h]
0402  vmovups ymm5, [rdi+rax+20h]
040d  lea r10, [rdi+r8*4]
0415  vinserti64x4 zmm12, zmm12, [r10+20h], 1
0420  vinserti64x4 zmm6, zmm6, [r10+r8+20h], 1
042c  vinserti64x4 zmm9, zmm9, [r10+r8*2+20h], 1
0438  vinserti64x4 zmm5, zmm5, [r10+rax+20h], 1
0444  vpunpckldq zmm14, zmm12, zmm6
044a  vpunpckhdq zmm6, zmm12, zmm6
0450  vpunpckldq zmm12, zmm9, zmm5
0456  vpunpckhdq zmm5, zmm9, zmm5
045c  vpunpcklqdq zmm9, zmm14, zmm12
0462  vpunpckhqdq zmm12, zmm14, zmm12
0468  vpunpcklqdq zmm14, zmm6, zmm5
046e  vpunpckhqdq zmm5, zmm6, zmm5
0474  lea r10, [r10+r8*4]
047c  vmovups ymm13, [r10+20h]
0486  vmovups ymm11, [r10+r8+20h]
0491  vmovups ymm7, [r10+r8*2+20h]
049c  vmovups ymm8, [r10+rax+20h]
04a7  lea r10, [r10+r8*4]
04af  vinserti64x4 zmm13, zmm13, [r10+20h], 1
04ba  vinserti64x4 zmm11, zmm11, [r10+r8+20h], 1
04c6  vinserti64x4 zmm7, zmm7, [r10+r8*2+20h], 1
04d2  vinserti64x4 zmm8, zmm8, [r10+rax+20h], 1
04de  vpunpckldq zmm6, zmm13, zmm11
04e4  vpunpckhdq zmm11, zmm13, zmm11
04ea  vpunpckldq zmm13, zmm7, zmm8
04f0  vpunpckhdq zmm8, zmm7, zmm8
04f6  vpunpcklqdq zmm7, zmm6, zmm13
04fc  vpunpckhqdq zmm13, zmm6, zmm13
0502  vpunpcklqdq zmm6, zmm11, zmm8
0508  vpunpckhqdq zmm8, zmm11, zmm8
050e  vshufi32x4 zmm11, zmm9, zmm7, 88h
0515  vshufi32x4 zmm7, zmm9, zmm7, 0DDh
051c  vshufi32x4 zmm9, zmm12, zmm13, 88h
0523  vshufi32x4 zmm13, zmm12, zmm13, 0DDh
052a  vshufi32x4 zmm12, zmm14, zmm6, 88h
0531  vshufi32x4 zmm6, zmm14, zmm6, 0DDh
0538  vshufi32x4 zmm14, zmm5, zmm8, 88h
053f  vshufi32x4 zmm8, zmm5, zmm8, 0DDh
0546  vpandd zmm5, zmm11, zmm2
054c  vpdpbusd zmm1, zmm5, [rdx+40h]{1to16}
0556  vgf2p8affineqb zmm11, zmm11, zmm3, 0
055d  vpdpbusd zmm1, zmm11, [rdx+44h]{1to16}
0567  vcvtdq2ps zmm1, zmm1
056d  vpbroadcastd zmm11, [rdx+48h]
0577  vfmadd213ps zmm1, zmm11, [rdx+4Ch]{1to16}
0581  vfmadd231ps zmm0, zmm1, zmm10
0587  add rsi, 0FFFFFFFFFFFFFFFFh
058e  jle near 1DEAh
0594  vpandd zmm10, zmm12, zmm2
059a  vpxord zmm1, zmm1, zmm1
05a0  vpdpbusd zmm1, zmm10, [rdx+50h]{1to16}
05aa  vgf2p8affineqb zmm12, zmm12, zmm3, 0
05b1  vpdpbusd zmm1, zmm12, [rdx+54h]{1to16}
05bb  vpandd zmm12, zmm14, zmm2
05c1  vpdpbusd zmm1, zmm12, [rdx+58h]{1to16}
05cb  vgf2p8affineqb zmm14, zmm14, zmm3, 0
05d2  vpdpbusd zmm1, zmm14, [rdx+5Ch]{1to16}
05dc  vpandd zmm14, zmm7, zmm2
05e2  vpdpbusd zmm1, zmm14, [rdx+60h]{1to16}
05ec  vgf2p8affineqb zmm7, zmm7, zmm3, 0
05f3  vpdpbusd zmm1, zmm7, [rdx+64h]{1to16}
05fd  vpblendmw zmm7{k1}, zmm13, zmm9
0603  vpblendmw zmm13{k1}, zmm9, zmm13
0609  vpermw zmm14, zmm4, zmm13
060f  vextracti64x4 ymm9, zmm14, 1
0616  vcvtph2ps zmm9, ymm9
061c  vcvtph2ps zmm14, ymm14
0622  vpandd zmm13, zmm7, zmm2
0628  vpdpbusd zmm1, zmm13, [rdx+68h]{1to16}
0632  vgf2p8affineqb zmm7, zmm7, zmm3, 0
0639  vpdpbusd zmm1, zmm7, [rdx+6Ch]{1to16}
0643  vcvtdq2ps zmm1, zmm1
0649  vpbroadcastd zmm7, [rdx+70h]
0653  vfmadd213ps zmm1, zmm7, [rdx+74h]{1to16}
065d  vfmadd231ps zmm0, zmm1, zmm14
0663  add rsi, 0FFFFFFFFFFFFFFFFh
066a  jle near 1DEAh
0670  vpandd zmm14, zmm6, zmm2
0676  vpxord zmm1, zmm1, zmm1
067c  vpdpbusd zmm1, zmm14, [rdx+78h]{1to16}
0686  vgf2p8affineqb zmm6, zmm6, zmm3, 0
068d  vpdpbusd zmm1, zmm6, [rdx+7Ch]{1to16}
0697  vpandd zmm6, zmm8, zmm2
069d  vpdpbusd zmm1, zmm6, [rdx+80h]{1to16}
06a7  vgf2p8affineqb zmm8, zmm8, zmm3, 0
06ae  vpdpbusd zmm1, zmm8, [rdx+84h]{1to16}
06b8  prefetcht0 [r9+400h]
06c0  prefetcht1 [r9+2400h]
06c8  prefetcht0 [r9+440h]
06d0  prefetcht1 [r9+2440h]
06d8  prefetcht0 [r9+480h]
06e0  prefetcht1 [r9+2480h]
06e8  prefetcht0 [r9+4C0h]
06f0  prefetcht1 [r9+24C0h]
06f8  prefetcht0 [r9+500h]
0700  prefetcht1 [r9+2500h]
0708  prefetcht0 [r9+540h]
0710  prefetcht1 [r9+2540h]
0718  prefetcht0 [r9+580h]
0720  prefetcht1 [r9+2580h]
0728  prefetcht0 [r9+5C0h]
0730  prefetcht1 [r9+25C0h]
0738  vmovups ymm8, [rdi+40h]
0742  vmovups ymm6, [rdi+r8+40h]
074d  vmovups ymm14, [rdi+r8*2+40h]
0758  vmovups ymm7, [rdi+rax+40h]
0763  lea r10, [rdi+r8*4]
076b  vinserti64x4 zmm8, zmm8, [r10+40h], 1
0776  vinserti64x4 zmm6, zmm6, [r10+r8+40h], 1
0782  vinserti64x4 zmm14, zmm14, [r10+r8*2+40h], 1
078e  vinserti64x4 zmm7, zmm7, [r10+rax+40h], 1
079a  vpunpckldq zmm5, zmm8, zmm6
07a0  vpunpckhdq zmm6, zmm8, zmm6
07a6  vpunpckldq zmm8, zmm14, zmm7
07ac  vpunpckhdq zmm7, zmm14, zmm7
07b2  vpunpcklqdq zmm14, zmm5, zmm8
07b8  vpunpckhqdq zmm8, zmm5, zmm8
07be  vpunpcklqdq zmm5, zmm6, zmm7
07c4  vpunpckhqdq zmm7, zmm6, zmm7
07ca  lea r10, [r10+r8*4]
07d2  vmovups ymm13, [r10+40h]
07dc  vmovups ymm12, [r10+r8+40h]
07e7  vmovups ymm10, [r10+r8*2+40h]
07f2  vmovups ymm11, [r10+rax+40h]
07fd  lea r10, [r10+r8*4]
0805  vinserti64x4 zmm13, zmm13, [r10+40h], 1
0810  vinserti64x4 zmm12, zmm12, [r10+r8+40h], 1
081c  vinserti64x4 zmm10, zmm10, [r10+r8*2+40h], 1
0828  vinserti64x4 zmm11, zmm11, [r10+rax+40h], 1
0834  vpunpckldq zmm6, zmm13, zmm12
083a  vpunpckhdq zmm12, zmm13, zmm12
0840  vpunpckldq zmm13, zmm10, zmm11
0846  vpunpckhdq zmm11, zmm10, zmm11
084c  vpunpcklqdq zmm10, zmm6, zmm13
0852  vpunpckhqdq zmm13, zmm6, zmm13
0858  vpunpcklqdq zmm6, zmm12, zmm11
085e  vpunpckhqdq zmm11, zmm12, zmm11
0864  vshufi32x4 zmm12, zmm14, zmm10, 88h
086b  vshufi32x4 zmm10, zmm14, zmm10, 0DDh
0872  vshufi32x4 zmm14, zmm8, zmm13, 88h
0879  vshufi32x4 zmm13, zmm8, zmm13, 0DDh
0880  vshufi32x4 zmm8, zmm5, zmm6, 88h
0887  vshufi32x4 zmm6, zmm5, zmm6, 0DDh
088e  vshufi32x4 zmm5, zmm7, zmm11, 88h
0895  vshufi32x4 zmm11, zmm7, zmm11, 0DDh
089c  vpandd zmm7, zmm12, zmm2
08a2  vpdpbusd zmm1, zmm7, [rdx+88h]{1to16}
08ac  vgf2p8affineqb zmm12, zmm12, zmm3, 0
08b3  vpdpbusd zmm1, zmm12, [rdx+8Ch]{1to16}
08bd  vpandd zmm12, zmm14, zmm2
08c3  vpdpbusd zmm1, zmm12, [rdx+90h]{1to16}
08cd  vgf2p8affineqb zmm14, zmm14, zmm3, 0
08d4  vpdpbusd zmm1, zmm14, [rdx+94h]{1to16}
08de  vcvtdq2ps zmm1, zmm1
08e4  vpbroadcastd zmm14, [rdx+98h]
08ee  vfmadd213ps zmm1, zmm14, [rdx+9Ch]{1to16}
08f8  vfmadd231ps zmm0, zmm1, zmm9
08fe  add rsi, 0FFFFFFFFFFFFFFFFh
0905  jle near 1DEAh
090b  vpandd zmm9, zmm5, zmm2
0911  vpxord zmm1, zmm1, zmm1
0917  vpdpbusd zmm1, zmm9, [rdx+0A0h]{1to16}
0921  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0928  vpdpbusd zmm1, zmm5, [rdx+0A4h]{1to16}
0932  vpandd zmm5, zmm10, zmm2
0938  vpdpbusd zmm1, zmm5, [rdx+0A8h]{1to16}
0942  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0949  vpdpbusd zmm1, zmm10, [rdx+0ACh]{1to16}
0953  vpandd zmm10, zmm13, zmm2
0959  vpdpbusd zmm1, zmm10, [rdx+0B0h]{1to16}
0963  vgf2p8affineqb zmm13, zmm13, zmm3, 0
096a  vpdpbusd zmm1, zmm13, [rdx+0B4h]{1to16}
0974  vpblendmw zmm13{k1}, zmm6, zmm8
097a  vpblendmw zmm6{k1}, zmm8, zmm6
0980  vpermw zmm10, zmm4, zmm6
0986  vextracti64x4 ymm8, zmm10, 1
098d  vcvtph2ps zmm8, ymm8
0993  vcvtph2ps zmm10, ymm10
0999  vpandd zmm6, zmm13, zmm2
099f  vpdpbusd zmm1, zmm6, [rdx+0B8h]{1to16}
09a9  vgf2p8affineqb zmm13, zmm13, zmm3, 0
09b0  vpdpbusd zmm1, zmm13, [rdx+0BCh]{1to16}
09ba  vcvtdq2ps zmm1, zmm1
09c0  vpbroadcastd zmm13, [rdx+0C0h]
09ca  vfmadd213ps zmm1, zmm13, [rdx+0C4h]{1to16}
09d4  vfmadd231ps zmm0, zmm1, zmm10
09da  add rsi, 0FFFFFFFFFFFFFFFFh
09e1  jle near 1DEAh
09e7  vpandd zmm10, zmm11, zmm2
09ed  vpxord zmm1, zmm1, zmm1
09f3  vpdpbusd zmm1, zmm10, [rdx+0C8h]{1to16}
09fd  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0a04  vpdpbusd zmm1, zmm11, [rdx+0CCh]{1to16}
0a0e  prefetcht0 [r9+600h]
0a16  prefetcht1 [r9+2600h]
0a1e  prefetcht0 [r9+640h]
0a26  prefetcht1 [r9+2640h]
0a2e  prefetcht0 [r9+680h]
0a36  prefetcht1 [r9+2680h]
0a3e  prefetcht0 [r9+6C0h]
0a46  prefetcht1 [r9+26C0h]
0a4e  prefetcht0 [r9+700h]
0a56  prefetcht1 [r9+2700h]
0a5e  prefetcht0 [r9+740h]
0a66  prefetcht1 [r9+2740h]
0a6e  prefetcht0 [r9+780h]
0a76  prefetcht1 [r9+2780h]
0a7e  prefetcht0 [r9+7C0h]
0a86  prefetcht1 [r9+27C0h]
0a8e  vmovups ymm11, [rdi+60h]
0a98  vmovups ymm10, [rdi+r8+60h]
0aa3  vmovups ymm13, [rdi+r8*2+60h]
0aae  vmovups ymm6, [rdi+rax+60h]
0ab9  lea r10, [rdi+r8*4]
0ac1  vinserti64x4 zmm11, zmm11, [r10+60h], 1
0acc  vinserti64x4 zmm10, zmm10, [r10+r8+60h], 1
0ad8  vinserti64x4 zmm13, zmm13, [r10+r8*2+60h], 1
0ae4  vinserti64x4 zmm6, zmm6, [r10+rax+60h], 1
0af0  vpunpckldq zmm7, zmm11, zmm10
0af6  vpunpckhdq zmm10, zmm11, zmm10
0afc  vpunpckldq zmm11, zmm13, zmm6
0b02  vpunpckhdq zmm6, zmm13, zmm6
0b08  vpunpcklqdq zmm13, zmm7, zmm11
0b0e  vpunpckhqdq zmm11, zmm7, zmm11
0b14  vpunpcklqdq zmm7, zmm10, zmm6
0b1a  vpunpckhqdq zmm6, zmm10, zmm6
0b20  lea r10, [r10+r8*4]
0b28  vmovups ymm5, [r10+60h]
0b32  vmovups ymm9, [r10+r8+60h]
0b3d  vmovups ymm14, [r10+r8*2+60h]
0b48  vmovups ymm12, [r10+rax+60h]
0b53  lea r10, [r10+r8*4]
0b5b  vinserti64x4 zmm5, zmm5, [r10+60h], 1
0b66  vinserti64x4 zmm9, zmm9, [r10+r8+60h], 1
0b72  vinserti64x4 zmm14, zmm14, [r10+r8*2+60h], 1
0b7e  vinserti64x4 zmm12, zmm12, [r10+rax+60h], 1
0b8a  vpunpckldq zmm10, zmm5, zmm9
0b90  vpunpckhdq zmm9, zmm5, zmm9
0b96  vpunpckldq zmm5, zmm14, zmm12
0b9c  vpunpckhdq zmm12, zmm14, zmm12
0ba2  vpunpcklqdq zmm14, zmm10, zmm5
0ba8  vpunpckhqdq zmm5, zmm10, zmm5
0bae  vpunpcklqdq zmm10, zmm9, zmm12
0bb4  vpunpckhqdq zmm12, zmm9, zmm12
0bba  vshufi32x4 zmm9, zmm13, zmm14, 88h
0bc1  vshufi32x4 zmm14, zmm13, zmm14, 0DDh
0bc8  vshufi32x4 zmm13, zmm11, zmm5, 88h
0bcf  vshufi32x4 zmm5, zmm11, zmm5, 0DDh
0bd6  vshufi32x4 zmm11, zmm7, zmm10, 88h
0bdd  vshufi32x4 zmm10, zmm7, zmm10, 0DDh
0be4  vshufi32x4 zmm7, zmm6, zmm12, 88h
0beb  vshufi32x4 zmm12, zmm6, zmm12, 0DDh
0bf2  vpandd zmm6, zmm9, zmm2
0bf8  vpdpbusd zmm1, zmm6, [rdx+0D0h]{1to16}
0c02  vgf2p8affineqb zmm9, zmm9, zmm3, 0
0c09  vpdpbusd zmm1, zmm9, [rdx+0D4h]{1to16}
0c13  vpandd zmm9, zmm13, zmm2
0c19  vpdpbusd zmm1, zmm9, [rdx+0D8h]{1to16}
0c23  vgf2p8affineqb zmm13, zmm13, zmm3, 0
0c2a  vpdpbusd zmm1, zmm13, [rdx+0DCh]{1to16}
0c34  vpandd zmm13, zmm11, zmm2
0c3a  vpdpbusd zmm1, zmm13, [rdx+0E0h]{1to16}
0c44  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0c4b  vpdpbusd zmm1, zmm11, [rdx+0E4h]{1to16}
0c55  vcvtdq2ps zmm1, zmm1
0c5b  vpbroadcastd zmm11, [rdx+0E8h]
0c65  vfmadd213ps zmm1, zmm11, [rdx+0ECh]{1to16}
0c6f  vfmadd231ps zmm0, zmm1, zmm8
0c75  add rsi, 0FFFFFFFFFFFFFFFFh
0c7c  jle near 1DEAh
0c82  vpandd zmm8, zmm14, zmm2
0c88  vpxord zmm1, zmm1, zmm1
0c8e  vpdpbusd zmm1, zmm8, [rdx+0F0h]{1to16}
0c98  vgf2p8affineqb zmm14, zmm14, zmm3, 0
0c9f  vpdpbusd zmm1, zmm14, [rdx+0F4h]{1to16}
0ca9  vpandd zmm14, zmm5, zmm2
0caf  vpdpbusd zmm1, zmm14, [rdx+0F8h]{1to16}
0cb9  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0cc0  vpdpbusd zmm1, zmm5, [rdx+0FCh]{1to16}
0cca  vpandd zmm5, zmm10, zmm2
0cd0  vpdpbusd zmm1, zmm5, [rdx+100h]{1to16}
0cda  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0ce1  vpdpbusd zmm1, zmm10, [rdx+104h]{1to16}
0ceb  vpblendmw zmm10{k1}, zmm12, zmm7
0cf1  vpblendmw zmm12{k1}, zmm7, zmm12
0cf7  vpermw zmm5, zmm4, zmm12
0cfd  vextracti64x4 ymm7, zmm5, 1
0d04  vcvtph2ps zmm7, ymm7
0d0a  vcvtph2ps zmm5, ymm5
0d10  vpandd zmm12, zmm10, zmm2
0d16  vpdpbusd zmm1, zmm12, [rdx+108h]{1to16}
0d20  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0d27  vpdpbusd zmm1, zmm10, [rdx+10Ch]{1to16}
0d31  vcvtdq2ps zmm1, zmm1
0d37  vpbroadcastd zmm10, [rdx+110h]
0d41  vfmadd213ps zmm1, zmm10, [rdx+114h]{1to16}
0d4b  vfmadd231ps zmm0, zmm1, zmm5
0d51  add rsi, 0FFFFFFFFFFFFFFFFh
0d58  jle near 1DEAh
0d5e  prefetcht0 [r9+800h]
0d66  prefetcht1 [r9+2800h]
0d6e  prefetcht0 [r9+840h]
0d76  prefetcht1 [r9+2840h]
0d7e  prefetcht0 [r9+880h]
0d86  prefetcht1 [r9+2880h]
0d8e  prefetcht0 [r9+8C0h]
0d96  prefetcht1 [r9+28C0h]
0d9e  prefetcht0 [r9+900h]
0da6  prefetcht1 [r9+2900h]
0dae  prefetcht0 [r9+940h]
0db6  prefetcht1 [r9+2940h]
0dbe  prefetcht0 [r9+980h]
0dc6  prefetcht1 [r9+2980h]
0dce  prefetcht0 [r9+9C0h]
0dd6  prefetcht1 [r9+29C0h]
0dde  vmovups ymm5, [rdi+80h]
0de8  vmovups ymm10, [rdi+r8+80h]
0df3  vmovups ymm12, [rdi+r8*2+80h]
0dfe  vmovups ymm14, [rdi+rax+80h]
0e09  lea r10, [rdi+r8*4]
0e11  vinserti64x4 zmm5, zmm5, [r10+80h], 1
0e1c  vinserti64x4 zmm10, zmm10, [r10+r8+80h], 1
0e28  vinserti64x4 zmm12, zmm12, [r10+r8*2+80h], 1
0e34  vinserti64x4 zmm14, zmm14, [r10+rax+80h], 1
0e40  vpunpckldq zmm6, zmm5, zmm10
0e46  vpunpckhdq zmm10, zmm5, zmm10
0e4c  vpunpckldq zmm5, zmm12, zmm14
0e52  vpunpckhdq zmm14, zmm12, zmm14
0e58  vpunpcklqdq zmm12, zmm6, zmm5
0e5e  vpunpckhqdq zmm5, zmm6, zmm5
0e64  vpunpcklqdq zmm6, zmm10, zmm14
0e6a  vpunpckhqdq zmm14, zmm10, zmm14
0e70  lea r10, [r10+r8*4]
0e78  vmovups ymm8, [r10+80h]
0e82  vmovups ymm11, [r10+r8+80h]
0e8d  vmovups ymm13, [r10+r8*2+80h]
0e98  vmovups ymm9, [r10+rax+80h]
0ea3  lea r10, [r10+r8*4]
0eab  vinserti64x4 zmm8, zmm8, [r10+80h], 1
0eb6  vinserti64x4 zmm11, zmm11, [r10+r8+80h], 1
0ec2  vinserti64x4 zmm13, zmm13, [r10+r8*2+80h], 1
0ece  vinserti64x4 zmm9, zmm9, [r10+rax+80h], 1
0eda  vpunpckldq zmm10, zmm8, zmm11
0ee0  vpunpckhdq zmm11, zmm8, zmm11
0ee6  vpunpckldq zmm8, zmm13, zmm9
0eec  vpunpckhdq zmm9, zmm13, zmm9
0ef2  vpunpcklqdq zmm13, zmm10, zmm8
0ef8  vpunpckhqdq zmm8, zmm10, zmm8
0efe  vpunpcklqdq zmm10, zmm11, zmm9
0f04  vpunpckhqdq zmm9, zmm11, zmm9
0f0a  vshufi32x4 zmm11, zmm12, zmm13, 88h
0f11  vshufi32x4 zmm13, zmm12, zmm13, 0DDh
0f18  vshufi32x4 zmm12, zmm5, zmm8, 88h
0f1f  vshufi32x4 zmm8, zmm5, zmm8, 0DDh
0f26  vshufi32x4 zmm5, zmm6, zmm10, 88h
0f2d  vshufi32x4 zmm10, zmm6, zmm10, 0DDh
0f34  vshufi32x4 zmm6, zmm14, zmm9, 88h
0f3b  vshufi32x4 zmm9, zmm14, zmm9, 0DDh
0f42  vpandd zmm14, zmm11, zmm2
0f48  vpxord zmm1, zmm1, zmm1
0f4e  vpdpbusd zmm1, zmm14, [rdx+118h]{1to16}
0f58  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0f5f  vpdpbusd zmm1, zmm11, [rdx+11Ch]{1to16}
0f69  vpandd zmm11, zmm12, zmm2
0f6f  vpdpbusd zmm1, zmm11, [rdx+120h]{1to16}
0f79  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0f80  vpdpbusd zmm1, zmm12, [rdx+124h]{1to16}
0f8a  vpandd zmm12, zmm5, zmm2
0f90  vpdpbusd zmm1, zmm12, [rdx+128h]{1to16}
0f9a  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0fa1  vpdpbusd zmm1, zmm5, [rdx+12Ch]{1to16}
0fab  vpandd zmm5, zmm6, zmm2
0fb1  vpdpbusd zmm1, zmm5, [rdx+130h]{1to16}
0fbb  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0fc2  vpdpbusd zmm1, zmm6, [rdx+134h]{1to16}
0fcc  vcvtdq2ps zmm1, zmm1
0fd2  vpbroadcastd zmm6, [rdx+138h]
0fdc  vfmadd213ps zmm1, zmm6, [rdx+13Ch]{1to16}
0fe6  vfmadd231ps zmm0, zmm1, zmm7
0fec  add rsi, 0FFFFFFFFFFFFFFFFh
0ff3  jle near 1DEAh
0ff9  vpandd zmm7, zmm8, zmm2
0fff  vpxord zmm1, zmm1, zmm1
1005  vpdpbusd zmm1, zmm7, [rdx+140h]{1to16}
100f  vgf2p8affineqb zmm8, zmm8, zmm3, 0
1016  vpdpbusd zmm1, zmm8, [rdx+144h]{1to16}
1020  vpandd zmm8, zmm10, zmm2
1026  vpdpbusd zmm1, zmm8, [rdx+148h]{1to16}
1030  vgf2p8affineqb zmm10, zmm10, zmm3, 0
1037  vpdpbusd zmm1, zmm10, [rdx+14Ch]{1to16}
1041  vpandd zmm10, zmm9, zmm2
1047  vpdpbusd zmm1, zmm10, [rdx+150h]{1to16}
1051  vgf2p8affineqb zmm9, zmm9, zmm3, 0
1058  vpdpbusd zmm1, zmm9, [rdx+154h]{1to16}
1062  prefetcht0 [r9+0A00h]
106a  prefetcht1 [r9+2A00h]
1072  prefetcht0 [r9+0A40h]
107a  prefetcht1 [r9+2A40h]
1082  prefetcht0 [r9+0A80h]
108a  prefetcht1 [r9+2A80h]
1092  prefetcht0 [r9+0AC0h]
109a  prefetcht1 [r9+2AC0h]
10a2  prefetcht0 [r9+0B00h]
10aa  prefetcht1 [r9+2B00h]
10b2  prefetcht0 [r9+0B40h]
10ba  prefetcht1 [r9+2B40h]
10c2  prefetcht0 [r9+0B80h]
10ca  prefetcht1 [r9+2B80h]
10d2  prefetcht0 [r9+0BC0h]
10da  prefetcht1 [r9+2BC0h]
10e2  vmovups ymm9, [rdi+0A0h]
10ec  vmovups ymm10, [rdi+r8+0A0h]
10f7  vmovups ymm8, [rdi+r8*2+0A0h]
1102  vmovups ymm7, [rdi+rax+0A0h]
110d  lea r10, [rdi+r8*4]
1115  vinserti64x4 zmm9, zmm9, [r10+0A0h], 1
1120  vinserti64x4 zmm10, zmm10, [r10+r8+0A0h], 1
112c  vinserti64x4 zmm8, zmm8, [r10+r8*2+0A0h], 1
1138  vinserti64x4 zmm7, zmm7, [r10+rax+0A0h], 1
1144  vpunpckldq zmm14, zmm9, zmm10
114a  vpunpckhdq zmm10, zmm9, zmm10
1150  vpunpckldq zmm9, zmm8, zmm7
1156  vpunpckhdq zmm7, zmm8, zmm7
115c  vpunpcklqdq zmm8, zmm14, zmm9
1162  vpunpckhqdq zmm9, zmm14, zmm9
1168  vpunpcklqdq zmm14, zmm10, zmm7
116e  vpunpckhqdq zmm7, zmm10, zmm7
1174  lea r10, [r10+r8*4]
117c  vmovups ymm6, [r10+0A0h]
1186  vmovups ymm5, [r10+r8+0A0h]
1191  vmovups ymm12, [r10+r8*2+0A0h]
119c  vmovups ymm11, [r10+rax+0A0h]
11a7  lea r10, [r10+r8*4]
11af  vinserti64x4 zmm6, zmm6, [r10+0A0h], 1
11ba  vinserti64x4 zmm5, zmm5, [r10+r8+0A0h], 1
11c6  vinserti64x4 zmm12, zmm12, [r10+r8*2+0A0h], 1
11d2  vinserti64x4 zmm11, zmm11, [r10+rax+0A0h], 1
11de  vpunpckldq zmm10, zmm6, zmm5
11e4  vpunpckhdq zmm5, zmm6, zmm5
11ea  vpunpckldq zmm6, zmm12, zmm11
11f0  vpunpckhdq zmm11, zmm12, zmm11
11f6  vpunpcklqdq zmm12, zmm10, zmm6
11fc  vpunpckhqdq zmm6, zmm10, zmm6
1202  vpunpcklqdq zmm10, zmm5, zmm11
1208  vpunpckhqdq zmm11, zmm5, zmm11
120e  vshufi32x4 zmm5, zmm8, zmm12, 88h
1215  vshufi32x4 zmm12, zmm8, zmm12, 0DDh
121c  vshufi32x4 zmm8, zmm9, zmm6, 88h
1223  vshufi32x4 zmm6, zmm9, zmm6, 0DDh
122a  vshufi32x4 zmm9, zmm14, zmm10, 88h
1231  vshufi32x4 zmm10, zmm14, zmm10, 0DDh
1238  vshufi32x4 zmm14, zmm7, zmm11, 88h
123f  vshufi32x4 zmm11, zmm7, zmm11, 0DDh
1246  vpblendmw zmm7{k1}, zmm5, zmm13
124c  vpblendmw zmm5{k1}, zmm13, zmm5
1252  vpermw zmm15, zmm4, zmm5
1258  vextracti64x4 ymm13, zmm15, 1
125f  vcvtph2ps zmm13, ymm13
1265  vcvtph2ps zmm15, ymm15
126b  vpandd zmm5, zmm7, zmm2
1271  vpdpbusd zmm1, zmm5, [rdx+158h]{1to16}
127b  vgf2p8affineqb zmm7, zmm7, zmm3, 0
1282  vpdpbusd zmm1, zmm7, [rdx+15Ch]{1to16}
128c  vcvtdq2ps zmm1, zmm1
1292  vpbroadcastd zmm7, [rdx+160h]
129c  vfmadd213ps zmm1, zmm7, [rdx+164h]{1to16}
12a6  vfmadd231ps zmm0, zmm1, zmm15
12ac  add rsi, 0FFFFFFFFFFFFFFFFh
12b3  jle near 1DEAh
12b9  vpandd zmm15, zmm8, zmm2
12bf  vpxord zmm1, zmm1, zmm1
12c5  vpdpbusd zmm1, zmm15, [rdx+168h]{1to16}
12cf  vgf2p8affineqb zmm8, zmm8, zmm3, 0
12d6  vpdpbusd zmm1, zmm8, [rdx+16Ch]{1to16}
12e0  vpandd zmm8, zmm9, zmm2
12e6  vpdpbusd zmm1, zmm8, [rdx+170h]{1to16}
12f0  vgf2p8affineqb zmm9, zmm9, zmm3, 0
12f7  vpdpbusd zmm1, zmm9, [rdx+174h]{1to16}
1301  vpandd zmm9, zmm14, zmm2
1307  vpdpbusd zmm1, zmm9, [rdx+178h]{1to16}
1311  vgf2p8affineqb zmm14, zmm14, zmm3, 0
1318  vpdpbusd zmm1, zmm14, [rdx+17Ch]{1to16}
1322  vpandd zmm14, zmm12, zmm2
1328  vpdpbusd zmm1, zmm14, [rdx+180h]{1to16}
1332  vgf2p8affineqb zmm12, zmm12, zmm3, 0
1339  vpdpbusd zmm1, zmm12, [rdx+184h]{1to16}
1343  vcvtdq2ps zmm1, zmm1
1349  vpbroadcastd zmm12, [rdx+188h]
1353  vfmadd213ps zmm1, zmm12, [rdx+18Ch]{1to16}
135d  vfmadd231ps zmm0, zmm1, zmm13
1363  add rsi, 0FFFFFFFFFFFFFFFFh
136a  jle near 1DEAh
1370  vpandd zmm13, zmm10, zmm2
1376  vpxord zmm1, zmm1, zmm1
137c  vpdpbusd zmm1, zmm13, [rdx+190h]{1to16}
1386  vgf2p8affineqb zmm10, zmm10, zmm3, 0
138d  vpdpbusd zmm1, zmm10, [rdx+194h]{1to16}
1397  vpandd zmm10, zmm11, zmm2
139d  vpdpbusd zmm1, zmm10, [rdx+198h]{1to16}
13a7  vgf2p8affineqb zmm11, zmm11, zmm3, 0
13ae  vpdpbusd zmm1, zmm11, [rdx+19Ch]{1to16}
13b8  prefetcht0 [r9+0C00h]
13c0  prefetcht1 [r9+2C00h]
13c8  prefetcht0 [r9+0C40h]
13d0  prefetcht1 [r9+2C40h]
13d8  prefetcht0 [r9+0C80h]
13e0  prefetcht1 [r9+2C80h]
13e8  prefetcht0 [r9+0CC0h]
13f0  prefetcht1 [r9+2CC0h]
13f8  prefetcht0 [r9+0D00h]
1400  prefetcht1 [r9+2D00h]
1408  prefetcht0 [r9+0D40h]
1410  prefetcht1 [r9+2D40h]
1418  prefetcht0 [r9+0D80h]
1420  prefetcht1 [r9+2D80h]
1428  prefetcht0 [r9+0DC0h]
1430  prefetcht1 [r9+2DC0h]
1438  vmovups ymm11, [rdi+0C0h]
1442  vmovups ymm10, [rdi+r8+0C0h]
144d  vmovups ymm13, [rdi+r8*2+0C0h]
1458  vmovups ymm12, [rdi+rax+0C0h]
1463  lea r10, [rdi+r8*4]
146b  vinserti64x4 zmm11, zmm11, [r10+0C0h], 1
1476  vinserti64x4 zmm10, zmm10, [r10+r8+0C0h], 1
1482  vinserti64x4 zmm13, zmm13, [r10+r8*2+0C0h], 1
148e  vinserti64x4 zmm12, zmm12, [r10+rax+0C0h], 1
149a  vpunpckldq zmm7, zmm11, zmm10
14a0  vpunpckhdq zmm10, zmm11, zmm10
14a6  vpunpckldq zmm11, zmm13, zmm12
14ac  vpunpckhdq zmm12, zmm13, zmm12
14b2  vpunpcklqdq zmm13, zmm7, zmm11
14b8  vpunpckhqdq zmm11, zmm7, zmm11
14be  vpunpcklqdq zmm7, zmm10, zmm12
14c4  vpunpckhqdq zmm12, zmm10, zmm12
14ca  lea r10, [r10+r8*4]
14d2  vmovups ymm14, [r10+0C0h]
14dc  vmovups ymm9, [r10+r8+0C0h]
14e7  vmovups ymm8, [r10+r8*2+0C0h]
14f2  vmovups ymm15, [r10+rax+0C0h]
14fd  lea r10, [r10+r8*4]
1505  vinserti64x4 zmm14, zmm14, [r10+0C0h], 1
1510  vinserti64x4 zmm9, zmm9, [r10+r8+0C0h], 1
151c  vinserti64x4 zmm8, zmm8, [r10+r8*2+0C0h], 1
1528  vinserti64x4 zmm15, zmm15, [r10+rax+0C0h], 1
1534  vpunpckldq zmm10, zmm14, zmm9
153a  vpunpckhdq zmm9, zmm14, zmm9
1540  vpunpckldq zmm14, zmm8, zmm15
1546  vpunpckhdq zmm15, zmm8, zmm15
154c  vpunpcklqdq zmm8, zmm10, zmm14
1552  vpunpckhqdq zmm14, zmm10, zmm14
1558  vpunpcklqdq zmm10, zmm9, zmm15
155e  vpunpckhqdq zmm15, zmm9, zmm15
1564  vshufi32x4 zmm9, zmm13, zmm8, 88h
156b  vshufi32x4 zmm8, zmm13, zmm8, 0DDh
1572  vshufi32x4 zmm13, zmm11, zmm14, 88h
1579  vshufi32x4 zmm14, zmm11, zmm14, 0DDh
1580  vshufi32x4 zmm11, zmm7, zmm10, 88h
1587  vshufi32x4 zmm10, zmm7, zmm10, 0DDh
158e  vshufi32x4 zmm7, zmm12, zmm15, 88h
1595  vshufi32x4 zmm15, zmm12, zmm15, 0DDh
159c  vpandd zmm12, zmm9, zmm2
15a2  vpdpbusd zmm1, zmm12, [rdx+1A0h]{1to16}
15ac  vgf2p8affineqb zmm9, zmm9, zmm3, 0
15b3  vpdpbusd zmm1, zmm9, [rdx+1A4h]{1to16}
15bd  vpblendmw zmm9{k1}, zmm13, zmm6
15c3  vpblendmw zmm13{k1}, zmm6, zmm13
15c9  vpermw zmm12, zmm4, zmm13
15cf  vextracti64x4 ymm6, zmm12, 1
15d6  vcvtph2ps zmm6, ymm6
15dc  vcvtph2ps zmm12, ymm12
15e2  vpandd zmm13, zmm9, zmm2
15e8  vpdpbusd zmm1, zmm13, [rdx+1A8h]{1to16}
15f2  vgf2p8affineqb zmm9, zmm9, zmm3, 0
15f9  vpdpbusd zmm1, zmm9, [rdx+1ACh]{1to16}
1603  vcvtdq2ps zmm1, zmm1
1609  vpbroadcastd zmm9, [rdx+1B0h]
1613  vfmadd213ps zmm1, zmm9, [rdx+1B4h]{1to16}
161d  vfmadd231ps zmm0, zmm1, zmm12
1623  add rsi, 0FFFFFFFFFFFFFFFFh
162a  jle near 1DEAh
1630  vpandd zmm12, zmm11, zmm2
1636  vpxord zmm1, zmm1, zmm1
163c  vpdpbusd zmm1, zmm12, [rdx+1B8h]{1to16}
1646  vgf2p8affineqb zmm11, zmm11, zmm3, 0
164d  vpdpbusd zmm1, zmm11, [rdx+1BCh]{1to16}
1657  vpandd zmm11, zmm7, zmm2
165d  vpdpbusd zmm1, zmm11, [rdx+1C0h]{1to16}
1667  vgf2p8affineqb zmm7, zmm7, zmm3, 0
166e  vpdpbusd zmm1, zmm7, [rdx+1C4h]{1to16}
1678  vpandd zmm7, zmm8, zmm2
167e  vpdpbusd zmm1, zmm7, [rdx+1C8h]{1to16}
1688  vgf2p8affineqb zmm8, zmm8, zmm3, 0
168f  vpdpbusd zmm1, zmm8, [rdx+1CCh]{1to16}
1699  vpandd zmm8, zmm14, zmm2
169f  vpdpbusd zmm1, zmm8, [rdx+1D0h]{1to16}
16a9  vgf2p8affineqb zmm14, zmm14, zmm3, 0
16b0  vpdpbusd zmm1, zmm14, [rdx+1D4h]{1to16}
16ba  vcvtdq2ps zmm1, zmm1
16c0  vpbroadcastd zmm14, [rdx+1D8h]
16ca  vfmadd213ps zmm1, zmm14, [rdx+1DCh]{1to16}
16d4  vfmadd231ps zmm0, zmm1, zmm6
16da  add rsi, 0FFFFFFFFFFFFFFFFh
16e1  jle near 1DEAh
16e7  vpandd zmm6, zmm15, zmm2
16ed  vpxord zmm1, zmm1, zmm1
16f3  vpdpbusd zmm1, zmm6, [rdx+1E0h]{1to16}
16fd  vgf2p8affineqb zmm15, zmm15, zmm3, 0
1704  vpdpbusd zmm1, zmm15, [rdx+1E4h]{1to16}
170e  prefetcht0 [r9+0E00h]
1716  prefetcht1 [r9+2E00h]
171e  prefetcht0 [r9+0E40h]
1726  prefetcht1 [r9+2E40h]
172e  prefetcht0 [r9+0E80h]
1736  prefetcht1 [r9+2E80h]
173e  prefetcht0 [r9+0EC0h]
1746  prefetcht1 [r9+2EC0h]
174e  prefetcht0 [r9+0F00h]
1756  prefetcht1 [r9+2F00h]
175e  prefetcht0 [r9+0F40h]
1766  prefetcht1 [r9+2F40h]
176e  prefetcht0 [r9+0F80h]
1776  prefetcht1 [r9+2F80h]
177e  prefetcht0 [r9+0FC0h]
1786  prefetcht1 [r9+2FC0h]
178e  vmovups ymm15, [rdi+0E0h]
1798  vmovups ymm6, [rdi+r8+0E0h]
17a3  vmovups ymm14, [rdi+r8*2+0E0h]
17ae  vmovups ymm8, [rdi+rax+0E0h]
17b9  lea r10, [rdi+r8*4]
17c1  vinserti64x4 zmm15, zmm15, [r10+0E0h], 1
17cc  vinserti64x4 zmm6, zmm6, [r10+r8+0E0h], 1
17d8  vinserti64x4 zmm14, zmm14, [r10+r8*2+0E0h], 1
17e4  vinserti64x4 zmm8, zmm8, [r10+rax+0E0h], 1
17f0  vpunpckldq zmm13, zmm15, zmm6
17f6  vpunpckhdq zmm6, zmm15, zmm6
17fc  vpunpckldq zmm15, zmm14, zmm8
1802  vpunpckhdq zmm8, zmm14, zmm8
1808  vpunpcklqdq zmm14, zmm13, zmm15
180e  vpunpckhqdq zmm15, zmm13, zmm15
1814  vpunpcklqdq zmm13, zmm6, zmm8
181a  vpunpckhqdq zmm8, zmm6, zmm8
1820  lea r10, [r10+r8*4]
1828  vmovups ymm7, [r10+0E0h]
1832  vmovups ymm11, [r10+r8+0E0h]
183d  vmovups ymm12, [r10+r8*2+0E0h]
1848  vmovups ymm9, [r10+rax+0E0h]
1853  lea r10, [r10+r8*4]
185b  vinserti64x4 zmm7, zmm7, [r10+0E0h], 1
1866  vinserti64x4 zmm11, zmm11, [r10+r8+0E0h], 1
1872  vinserti64x4 zmm12, zmm12, [r10+r8*2+0E0h], 1
187e  vinserti64x4 zmm9, zmm9, [r10+rax+0E0h], 1
188a  vpunpckldq zmm6, zmm7, zmm11
1890  vpunpckhdq zmm11, zmm7, zmm11
1896  vpunpckldq zmm7, zmm12, zmm9
189c  vpunpckhdq zmm9, zmm12, zmm9
18a2  vpunpcklqdq zmm12, zmm6, zmm7
18a8  vpunpckhqdq zmm7, zmm6, zmm7
18ae  vpunpcklqdq zmm6, zmm11, zmm9
18b4  vpunpckhqdq zmm9, zmm11, zmm9
18ba  vshufi32x4 zmm11, zmm14, zmm12, 88h
18c1  vshufi32x4 zmm12, zmm14, zmm12, 0DDh
18c8  vshufi32x4 zmm14, zmm15, zmm7, 88h
18cf  vshufi32x4 zmm7, zmm15, zmm7, 0DDh
18d6  vshufi32x4 zmm15, zmm13, zmm6, 88h
18dd  vshufi32x4 zmm6, zmm13, zmm6, 0DDh
18e4  vshufi32x4 zmm13, zmm8, zmm9, 88h
18eb  vshufi32x4 zmm9, zmm8, zmm9, 0DDh
18f2  vpandd zmm8, zmm11, zmm2
18f8  vpdpbusd zmm1, zmm8, [rdx+1E8h]{1to16}
1902  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1909  vpdpbusd zmm1, zmm11, [rdx+1ECh]{1to16}
1913  vpandd zmm11, zmm14, zmm2
1919  vpdpbusd zmm1, zmm11, [rdx+1F0h]{1to16}
1923  vgf2p8affineqb zmm14, zmm14, zmm3, 0
192a  vpdpbusd zmm1, zmm14, [rdx+1F4h]{1to16}
1934  vpblendmw zmm14{k1}, zmm15, zmm10
193a  vpblendmw zmm15{k1}, zmm10, zmm15
1940  vpermw zmm11, zmm4, zmm15
1946  vextracti64x4 ymm10, zmm11, 1
194d  vcvtph2ps zmm10, ymm10
1953  vcvtph2ps zmm11, ymm11
1959  vpandd zmm15, zmm14, zmm2
195f  vpdpbusd zmm1, zmm15, [rdx+1F8h]{1to16}
1969  vgf2p8affineqb zmm14, zmm14, zmm3, 0
1970  vpdpbusd zmm1, zmm14, [rdx+1FCh]{1to16}
197a  vcvtdq2ps zmm1, zmm1
1980  vpbroadcastd zmm14, [rdx+200h]
198a  vfmadd213ps zmm1, zmm14, [rdx+204h]{1to16}
1994  vfmadd231ps zmm0, zmm1, zmm11
199a  add rsi, 0FFFFFFFFFFFFFFFFh
19a1  jle near 1DEAh
19a7  vpandd zmm11, zmm13, zmm2
19ad  vpxord zmm1, zmm1, zmm1
19b3  vpdpbusd zmm1, zmm11, [rdx+208h]{1to16}
19bd  vgf2p8affineqb zmm13, zmm13, zmm3, 0
19c4  vpdpbusd zmm1, zmm13, [rdx+20Ch]{1to16}
19ce  vpandd zmm13, zmm12, zmm2
19d4  vpdpbusd zmm1, zmm13, [rdx+210h]{1to16}
19de  vgf2p8affineqb zmm12, zmm12, zmm3, 0
19e5  vpdpbusd zmm1, zmm12, [rdx+214h]{1to16}
19ef  vpandd zmm12, zmm7, zmm2
19f5  vpdpbusd zmm1, zmm12, [rdx+218h]{1to16}
19ff  vgf2p8affineqb zmm7, zmm7, zmm3, 0
1a06  vpdpbusd zmm1, zmm7, [rdx+21Ch]{1to16}
1a10  vpandd zmm7, zmm6, zmm2
1a16  vpdpbusd zmm1, zmm7, [rdx+220h]{1to16}
1a20  vgf2p8affineqb zmm6, zmm6, zmm3, 0
1a27  vpdpbusd zmm1, zmm6, [rdx+224h]{1to16}
1a31  vcvtdq2ps zmm1, zmm1
1a37  vpbroadcastd zmm6, [rdx+228h]
1a41  vfmadd213ps zmm1, zmm6, [rdx+22Ch]{1to16}
1a4b  vfmadd231ps zmm0, zmm1, zmm10
1a51  add rsi, 0FFFFFFFFFFFFFFFFh
1a58  jle near 1DEAh
1a5e  prefetcht0 [r9+1000h]
1a66  prefetcht1 [r9+3000h]
1a6e  prefetcht0 [r9+1040h]
1a76  prefetcht1 [r9+3040h]
1a7e  prefetcht0 [r9+1080h]
1a86  prefetcht1 [r9+3080h]
1a8e  prefetcht0 [r9+10C0h]
1a96  prefetcht1 [r9+30C0h]
1a9e  prefetcht0 [r9+1100h]
1aa6  prefetcht1 [r9+3100h]
1aae  prefetcht0 [r9+1140h]
1ab6  prefetcht1 [r9+3140h]
1abe  prefetcht0 [r9+1180h]
1ac6  prefetcht1 [r9+3180h]
1ace  prefetcht0 [r9+11C0h]
1ad6  prefetcht1 [r9+31C0h]
1ade  vmovups ymm10, [rdi+100h]
1ae8  vmovups ymm6, [rdi+r8+100h]
1af3  vmovups ymm7, [rdi+r8*2+100h]
1afe  vmovups ymm12, [rdi+rax+100h]
1b09  lea r10, [rdi+r8*4]
1b11  vinserti64x4 zmm10, zmm10, [r10+100h], 1
1b1c  vinserti64x4 zmm6, zmm6, [r10+r8+100h], 1
1b28  vinserti64x4 zmm7, zmm7, [r10+r8*2+100h], 1
1b34  vinserti64x4 zmm12, zmm12, [r10+rax+100h], 1
1b40  vpunpckldq zmm8, zmm10, zmm6
1b46  vpunpckhdq zmm6, zmm10, zmm6
1b4c  vpunpckldq zmm10, zmm7, zmm12
1b52  vpunpckhdq zmm12, zmm7, zmm12
1b58  vpunpcklqdq zmm7, zmm8, zmm10
1b5e  vpunpckhqdq zmm10, zmm8, zmm10
1b64  vpunpcklqdq zmm8, zmm6, zmm12
1b6a  vpunpckhqdq zmm12, zmm6, zmm12
1b70  lea r10, [r10+r8*4]
1b78  vmovups ymm13, [r10+100h]
1b82  vmovups ymm11, [r10+r8+100h]
1b8d  vmovups ymm14, [r10+r8*2+100h]
1b98  vmovups ymm15, [r10+rax+100h]
1ba3  lea r10, [r10+r8*4]
1bab  vinserti64x4 zmm13, zmm13, [r10+100h], 1
1bb6  vinserti64x4 zmm11, zmm11, [r10+r8+100h], 1
1bc2  vinserti64x4 zmm14, zmm14, [r10+r8*2+100h], 1
1bce  vinserti64x4 zmm15, zmm15, [r10+rax+100h], 1
1bda  vpunpckldq zmm6, zmm13, zmm11
1be0  vpunpckhdq zmm11, zmm13, zmm11
1be6  vpunpckldq zmm13, zmm14, zmm15
1bec  vpunpckhdq zmm15, zmm14, zmm15
1bf2  vpunpcklqdq zmm14, zmm6, zmm13
1bf8  vpunpckhqdq zmm13, zmm6, zmm13
1bfe  vpunpcklqdq zmm6, zmm11, zmm15
1c04  vpunpckhqdq zmm15, zmm11, zmm15
1c0a  vshufi32x4 zmm11, zmm7, zmm14, 88h
1c11  vshufi32x4 zmm14, zmm7, zmm14, 0DDh
1c18  vshufi32x4 zmm7, zmm10, zmm13, 88h
1c1f  vshufi32x4 zmm13, zmm10, zmm13, 0DDh
1c26  vshufi32x4 zmm10, zmm8, zmm6, 88h
1c2d  vshufi32x4 zmm6, zmm8, zmm6, 0DDh
1c34  vshufi32x4 zmm8, zmm12, zmm15, 88h
1c3b  vshufi32x4 zmm15, zmm12, zmm15, 0DDh
1c42  vpandd zmm12, zmm11, zmm2
1c48  vpxord zmm1, zmm1, zmm1
1c4e  vpdpbusd zmm1, zmm12, [rdx+230h]{1to16}
1c58  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1c5f  vpdpbusd zmm1, zmm11, [rdx+234h]{1to16}
1c69  vpandd zmm11, zmm7, zmm2
1c6f  vpdpbusd zmm1, zmm11, [rdx+238h]{1to16}
1c79  vgf2p8affineqb zmm7, zmm7, zmm3, 0
1c80  vpdpbusd zmm1, zmm7, [rdx+23Ch]{1to16}
1c8a  vpandd zmm7, zmm10, zmm2
1c90  vpdpbusd zmm1, zmm7, [rdx+240h]{1to16}
1c9a  vgf2p8affineqb zmm10, zmm10, zmm3, 0
1ca1  vpdpbusd zmm1, zmm10, [rdx+244h]{1to16}
1cab  vpblendmw zmm10{k1}, zmm8, zmm9
1cb1  vpblendmw zmm8{k1}, zmm9, zmm8
1cb7  vpermw zmm7, zmm4, zmm8
1cbd  vextracti64x4 ymm9, zmm7, 1
1cc4  vcvtph2ps zmm9, ymm9
1cca  vcvtph2ps zmm7, ymm7
1cd0  vpandd zmm8, zmm10, zmm2
1cd6  vpdpbusd zmm1, zmm8, [rdx+248h]{1to16}
1ce0  vgf2p8affineqb zmm10, zmm10, zmm3, 0
1ce7  vpdpbusd zmm1, zmm10, [rdx+24Ch]{1to16}
1cf1  vcvtdq2ps zmm1, zmm1
1cf7  vpbroadcastd zmm10, [rdx+250h]
1d01  vfmadd213ps zmm1, zmm10, [rdx+254h]{1to16}
1d0b  vfmadd231ps zmm0, zmm1, zmm7
1d11  add rsi, 0FFFFFFFFFFFFFFFFh
1d18  jle near 1DEAh
1d1e  vpandd zmm7, zmm14, zmm2
1d24  vpxord zmm1, zmm1, zmm1
1d2a  vpdpbusd zmm1, zmm7, [rdx+258h]{1to16}
1d34  vgf2p8affineqb zmm14, zmm14, zmm3, 0
1d3b  vpdpbusd zmm1, zmm14, [rdx+25Ch]{1to16}
1d45  vpandd zmm14, zmm13, zmm2
1d4b  vpdpbusd zmm1, zmm14, [rdx+260h]{1to16}
1d55  vgf2p8affineqb zmm13, zmm13, zmm3, 0
1d5c  vpdpbusd zmm1, zmm13, [rdx+264h]{1to16}
1d66  vpandd zmm13, zmm6, zmm2
1d6c  vpdpbusd zmm1, zmm13, [rdx+268h]{1to16}
1d76  vgf2p8affineqb zmm6, zmm6, zmm3, 0
1d7d  vpdpbusd zmm1, zmm6, [rdx+26Ch]{1to16}
1d87  vpandd zmm6, zmm15, zmm2
1d8d  vpdpbusd zmm1, zmm6, [rdx+270h]{1to16}
1d97  vgf2p8affineqb zmm15, zmm15, zmm3, 0
1d9e  vpdpbusd zmm1, zmm15, [rdx+274h]{1to16}
1da8  vcvtdq2ps zmm1, zmm1
1dae  vpbroadcastd zmm15, [rdx+278h]
1db8  vfmadd213ps zmm1, zmm15, [rdx+27Ch]{1to16}
1dc2  vfmadd231ps zmm0, zmm1, zmm9
1dc8  add rdi, 120h
1dcf  add r9, 1200h
1dd6  add rdx, 280h
1ddd  add rsi, 0FFFFFFFFFFFFFFFFh
1de4  jg near 39h
1dea  vmovups [rcx], zmm0
1df4  vzeroupper
1df7  ret
1e00  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
1e40  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1e80  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
1ec0  aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000
