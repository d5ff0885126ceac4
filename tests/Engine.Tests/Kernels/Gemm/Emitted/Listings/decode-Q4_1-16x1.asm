0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 1080h]
001c  vmovups zmm3, [rel 10C0h]
0026  vmovups zmm4, [rel 1100h]
0030  kmovq k1, [rel 1140h]
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
021d  vpermw zmm8, zmm4, zmm10
0223  vextracti64x4 ymm14, zmm8, 1
022a  vcvtph2ps zmm14, ymm14
0230  vcvtph2ps zmm8, ymm8
0236  vpandd zmm10, zmm7, zmm2
023c  vpxord zmm1, zmm1, zmm1
0242  vpdpbusd zmm1, zmm10, [rdx]{1to16}
024c  vgf2p8affineqb zmm7, zmm7, zmm3, 0
0253  vpdpbusd zmm1, zmm7, [rdx+4]{1to16}
025d  vpandd zmm7, zmm5, zmm2
0263  vpdpbusd zmm1, zmm7, [rdx+8]{1to16}
026d  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0274  vpdpbusd zmm1, zmm5, [rdx+0Ch]{1to16}
027e  vpandd zmm5, zmm13, zmm2
0284  vpdpbusd zmm1, zmm5, [rdx+10h]{1to16}
028e  vgf2p8affineqb zmm13, zmm13, zmm3, 0
0295  vpdpbusd zmm1, zmm13, [rdx+14h]{1to16}
029f  vpandd zmm13, zmm11, zmm2
02a5  vpdpbusd zmm1, zmm13, [rdx+18h]{1to16}
02af  vgf2p8affineqb zmm11, zmm11, zmm3, 0
02b6  vpdpbusd zmm1, zmm11, [rdx+1Ch]{1to16}
02c0  vcvtdq2ps zmm1, zmm1
02c6  vmulps zmm11, zmm8, [rdx+20h]{1to16}
02d0  vfmadd231ps zmm0, zmm1, zmm11
02d6  vfmadd231ps zmm0, zmm14, [rdx+24h]{1to16}
02e0  add rsi, 0FFFFFFFFFFFFFFFFh
02e7  jle near 1042h
02ed  vpermw zmm14, zmm4, zmm9
02f3  vextracti64x4 ymm8, zmm14, 1
02fa  vcvtph2ps zmm8, ymm8
0300  vcvtph2ps zmm14, ymm14
0306  vpandd zmm9, zmm6, zmm2
030c  vpxord zmm1, zmm1, zmm1
0312  vpdpbusd zmm1, zmm9, [rdx+28h]{1to16}
031c  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0323  vpdpbusd zmm1, zmm6, [rdx+2Ch]{1to16}
032d  vpandd zmm6, zmm12, zmm2
0333  vpdpbusd zmm1, zmm6, [rdx+30h]{1to16}
033d  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0344  vpdpbusd zmm1, zmm12, [rdx+34h]{1to16}
034e  prefetcht0 [r9+200h]
0356  prefetcht1 [r9+2200h]
035e  prefetcht0 [r9+240h]
0366  prefetcht1 [r9+2240h]
036e  prefetcht0 [r9+280h]
0376  prefetcht1 [r9+2280h]
037e  prefetcht0 [r9+2C0h]
0386  prefetcht1 [r9+22C0h]
038e  prefetcht0 [r9+300h]
0396  prefetcht1 [r9+2300h]
039e  prefetcht0 [r9+340h]
03a6  prefetcht1 [r9+2340h]
03ae  prefetcht0 [r9+380h]
03b6  prefetcht1 [r9+2380h]
03be  prefetcht0 [r9+3C0h]
03c6  prefetcht1 [r9+23C0h]
03ce  vmovups ymm12, [rdi+20h]
03d8  vmovups ymm6, [rdi+r8+20h]
03e3  vmovups ymm9, [rdi+r8*2+20h]
03ee  vmovups ymm11, [rdi+rax+20h]
03f9  lea r10, [rdi+r8*4]
0401  vinserti64x4 zmm12, zmm12, [r10+20h], 1
040c  vinserti64x4 zmm6, zmm6, [r10+r8+20h], 1
0418  vinserti64x4 zmm9, zmm9, [r10+r8*2+20h], 1
0424  vinserti64x4 zmm11, zmm11, [r10+rax+20h], 1
0430  vpunpckldq zmm15, zmm12, zmm6
0436  vpunpckhdq zmm6, zmm12, zmm6
043c  vpunpckldq zmm12, zmm9, zmm11
0442  vpunpckhdq zmm11, zmm9, zmm11
0448  vpunpcklqdq zmm9, zmm15, zmm12
044e  vpunpckhqdq zmm12, zmm15, zmm12
0454  vpunpcklqdq zmm15, zmm6, zmm11
045a  vpunpckhqdq zmm11, zmm6, zmm11
0460  lea r10, [r10+r8*4]
0468  vmovups ymm13, [r10+20h]
0472  vmovups ymm5, [r10+r8+20h]
047d  vmovups ymm7, [r10+r8*2+20h]
0488  vmovups ymm10, [r10+rax+20h]
0493  lea r10, [r10+r8*4]
049b  vinserti64x4 zmm13, zmm13, [r10+20h], 1
04a6  vinserti64x4 zmm5, zmm5, [r10+r8+20h], 1
04b2  vinserti64x4 zmm7, zmm7, [r10+r8*2+20h], 1
04be  vinserti64x4 zmm10, zmm10, [r10+rax+20h], 1
04ca  vpunpckldq zmm6, zmm13, zmm5
04d0  vpunpckhdq zmm5, zmm13, zmm5
04d6  vpunpckldq zmm13, zmm7, zmm10
04dc  vpunpckhdq zmm10, zmm7, zmm10
04e2  vpunpcklqdq zmm7, zmm6, zmm13
04e8  vpunpckhqdq zmm13, zmm6, zmm13
04ee  vpunpcklqdq zmm6, zmm5, zmm10
04f4  vpunpckhqdq zmm10, zmm5, zmm10
04fa  vshufi32x4 zmm5, zmm9, zmm7, 88h
0501  vshufi32x4 zmm7, zmm9, zmm7, 0DDh
0508  vshufi32x4 zmm9, zmm12, zmm13, 88h
050f  vshufi32x4 zmm13, zmm12, zmm13, 0DDh
0516  vshufi32x4 zmm12, zmm15, zmm6, 88h
051d  vshufi32x4 zmm6, zmm15, zmm6, 0DDh
0524  vshufi32x4 zmm15, zmm11, zmm10, 88h
052b  vshufi32x4 zmm10, zmm11, zmm10, 0DDh
0532  vpandd zmm11, zmm5, zmm2
0538  vpdpbusd zmm1, zmm11, [rdx+38h]{1to16}
0542  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0549  vpdpbusd zmm1, zmm5, [rdx+3Ch]{1to16}
0553  vpandd zmm5, zmm9, zmm2
0559  vpdpbusd zmm1, zmm5, [rdx+40h]{1to16}
0563  vgf2p8affineqb zmm9, zmm9, zmm3, 0
056a  vpdpbusd zmm1, zmm9, [rdx+44h]{1to16}
0574  vcvtdq2ps zmm1, zmm1
057a  vmulps zmm9, zmm14, [rdx+48h]{1to16}
0584  vfmadd231ps zmm0, zmm1, zmm9
058a  vfmadd231ps zmm0, zmm8, [rdx+4Ch]{1to16}
0594  add rsi, 0FFFFFFFFFFFFFFFFh
059b  jle near 1042h
05a1  vpermw zmm8, zmm4, zmm12
05a7  vextracti64x4 ymm14, zmm8, 1
05ae  vcvtph2ps zmm14, ymm14
05b4  vcvtph2ps zmm8, ymm8
05ba  vpandd zmm12, zmm15, zmm2
05c0  vpxord zmm1, zmm1, zmm1
05c6  vpdpbusd zmm1, zmm12, [rdx+50h]{1to16}
05d0  vgf2p8affineqb zmm15, zmm15, zmm3, 0
05d7  vpdpbusd zmm1, zmm15, [rdx+54h]{1to16}
05e1  vpandd zmm15, zmm7, zmm2
05e7  vpdpbusd zmm1, zmm15, [rdx+58h]{1to16}
05f1  vgf2p8affineqb zmm7, zmm7, zmm3, 0
05f8  vpdpbusd zmm1, zmm7, [rdx+5Ch]{1to16}
0602  vpandd zmm7, zmm13, zmm2
0608  vpdpbusd zmm1, zmm7, [rdx+60h]{1to16}
0612  vgf2p8affineqb zmm13, zmm13, zmm3, 0
0619  vpdpbusd zmm1, zmm13, [rdx+64h]{1to16}
0623  vpandd zmm13, zmm6, zmm2
0629  vpdpbusd zmm1, zmm13, [rdx+68h]{1to16}
0633  vgf2p8affineqb zmm6, zmm6, zmm3, 0
063a  vpdpbusd zmm1, zmm6, [rdx+6Ch]{1to16}
0644  vcvtdq2ps zmm1, zmm1
064a  vmulps zmm6, zmm8, [rdx+70h]{1to16}
0654  vfmadd231ps zmm0, zmm1, zmm6
065a  vfmadd231ps zmm0, zmm14, [rdx+74h]{1to16}
0664  add rsi, 0FFFFFFFFFFFFFFFFh
066b  jle near 1042h
0671  vpermw zmm14, zmm4, zmm10
0677  vextracti64x4 ymm8, zmm14, 1
067e  vcvtph2ps zmm8, ymm8
0684  vcvtph2ps zmm14, ymm14
068a  prefetcht0 [r9+400h]
0692  prefetcht1 [r9+2400h]
069a  prefetcht0 [r9+440h]
06a2  prefetcht1 [r9+2440h]
06aa  prefetcht0 [r9+480h]
06b2  prefetcht1 [r9+2480h]
06ba  prefetcht0 [r9+4C0h]
06c2  prefetcht1 [r9+24C0h]
06ca  prefetcht0 [r9+500h]
06d2  prefetcht1 [r9+2500h]
06da  prefetcht0 [r9+540h]
06e2  prefetcht1 [r9+2540h]
06ea  prefetcht0 [r9+580h]
06f2  prefetcht1 [r9+2580h]
06fa  prefetcht0 [r9+5C0h]
0702  prefetcht1 [r9+25C0h]
070a  vmovups ymm10, [rdi+40h]
0714  vmovups ymm6, [rdi+r8+40h]
071f  vmovups ymm13, [rdi+r8*2+40h]
072a  vmovups ymm7, [rdi+rax+40h]
0735  lea r10, [rdi+r8*4]
073d  vinserti64x4 zmm10, zmm10, [r10+40h], 1
0748  vinserti64x4 zmm6, zmm6, [r10+r8+40h], 1
0754  vinserti64x4 zmm13, zmm13, [r10+r8*2+40h], 1
0760  vinserti64x4 zmm7, zmm7, [r10+rax+40h], 1
076c  vpunpckldq zmm11, zmm10, zmm6
0772  vpunpckhdq zmm6, zmm10, zmm6
0778  vpunpckldq zmm10, zmm13, zmm7
077e  vpunpckhdq zmm7, zmm13, zmm7
0784  vpunpcklqdq zmm13, zmm11, zmm10
078a  vpunpckhqdq zmm10, zmm11, zmm10
0790  vpunpcklqdq zmm11, zmm6, zmm7
0796  vpunpckhqdq zmm7, zmm6, zmm7
079c  lea r10, [r10+r8*4]
07a4  vmovups ymm15, [r10+40h]
07ae  vmovups ymm12, [r10+r8+40h]
07b9  vmovups ymm9, [r10+r8*2+40h]
07c4  vmovups ymm5, [r10+rax+40h]
07cf  lea r10, [r10+r8*4]
07d7  vinserti64x4 zmm15, zmm15, [r10+40h], 1
07e2  vinserti64x4 zmm12, zmm12, [r10+r8+40h], 1
07ee  vinserti64x4 zmm9, zmm9, [r10+r8*2+40h], 1
07fa  vinserti64x4 zmm5, zmm5, [r10+rax+40h], 1
0806  vpunpckldq zmm6, zmm15, zmm12
080c  vpunpckhdq zmm12, zmm15, zmm12
0812  vpunpckldq zmm15, zmm9, zmm5
0818  vpunpckhdq zmm5, zmm9, zmm5
081e  vpunpcklqdq zmm9, zmm6, zmm15
0824  vpunpckhqdq zmm15, zmm6, zmm15
082a  vpunpcklqdq zmm6, zmm12, zmm5
0830  vpunpckhqdq zmm5, zmm12, zmm5
0836  vshufi32x4 zmm12, zmm13, zmm9, 88h
083d  vshufi32x4 zmm9, zmm13, zmm9, 0DDh
0844  vshufi32x4 zmm13, zmm10, zmm15, 88h
084b  vshufi32x4 zmm15, zmm10, zmm15, 0DDh
0852  vshufi32x4 zmm10, zmm11, zmm6, 88h
0859  vshufi32x4 zmm6, zmm11, zmm6, 0DDh
0860  vshufi32x4 zmm11, zmm7, zmm5, 88h
0867  vshufi32x4 zmm5, zmm7, zmm5, 0DDh
086e  vpandd zmm7, zmm12, zmm2
0874  vpxord zmm1, zmm1, zmm1
087a  vpdpbusd zmm1, zmm7, [rdx+78h]{1to16}
0884  vgf2p8affineqb zmm12, zmm12, zmm3, 0
088b  vpdpbusd zmm1, zmm12, [rdx+7Ch]{1to16}
0895  vpandd zmm12, zmm13, zmm2
089b  vpdpbusd zmm1, zmm12, [rdx+80h]{1to16}
08a5  vgf2p8affineqb zmm13, zmm13, zmm3, 0
08ac  vpdpbusd zmm1, zmm13, [rdx+84h]{1to16}
08b6  vpandd zmm13, zmm10, zmm2
08bc  vpdpbusd zmm1, zmm13, [rdx+88h]{1to16}
08c6  vgf2p8affineqb zmm10, zmm10, zmm3, 0
08cd  vpdpbusd zmm1, zmm10, [rdx+8Ch]{1to16}
08d7  vpandd zmm10, zmm11, zmm2
08dd  vpdpbusd zmm1, zmm10, [rdx+90h]{1to16}
08e7  vgf2p8affineqb zmm11, zmm11, zmm3, 0
08ee  vpdpbusd zmm1, zmm11, [rdx+94h]{1to16}
08f8  vcvtdq2ps zmm1, zmm1
08fe  vmulps zmm11, zmm14, [rdx+98h]{1to16}
0908  vfmadd231ps zmm0, zmm1, zmm11
090e  vfmadd231ps zmm0, zmm8, [rdx+9Ch]{1to16}
0918  add rsi, 0FFFFFFFFFFFFFFFFh
091f  jle near 1042h
0925  vpermw zmm8, zmm4, zmm9
092b  vextracti64x4 ymm14, zmm8, 1
0932  vcvtph2ps zmm14, ymm14
0938  vcvtph2ps zmm8, ymm8
093e  vpandd zmm9, zmm15, zmm2
0944  vpxord zmm1, zmm1, zmm1
094a  vpdpbusd zmm1, zmm9, [rdx+0A0h]{1to16}
0954  vgf2p8affineqb zmm15, zmm15, zmm3, 0
095b  vpdpbusd zmm1, zmm15, [rdx+0A4h]{1to16}
0965  vpandd zmm15, zmm6, zmm2
096b  vpdpbusd zmm1, zmm15, [rdx+0A8h]{1to16}
0975  vgf2p8affineqb zmm6, zmm6, zmm3, 0
097c  vpdpbusd zmm1, zmm6, [rdx+0ACh]{1to16}
0986  vpandd zmm6, zmm5, zmm2
098c  vpdpbusd zmm1, zmm6, [rdx+0B0h]{1to16}
0996  vgf2p8affineqb zmm5, zmm5, zmm3, 0
099d  vpdpbusd zmm1, zmm5, [rdx+0B4h]{1to16}
09a7  prefetcht0 [r9+600h]
09af  prefetcht1 [r9+2600h]
09b7  prefetcht0 [r9+640h]
09bf  prefetcht1 [r9+2640h]
09c7  prefetcht0 [r9+680h]
09cf  prefetcht1 [r9+2680h]
09d7  prefetcht0 [r9+6C0h]
09df  prefetcht1 [r9+26C0h]
09e7  prefetcht0 [r9+700h]
09ef  prefetcht1 [r9+2700h]
09f7  prefetcht0 [r9+740h]
09ff  prefetcht1 [r9+2740h]
0a07  prefetcht0 [r9+780h]
0a0f  prefetcht1 [r9+2780h]
0a17  prefetcht0 [r9+7C0h]
0a1f  prefetcht1 [r9+27C0h]
0a27  vmovups ymm5, [rdi+60h]
0a31  vmovups ymm6, [rdi+r8+60h]
0a3c  vmovups ymm15, [rdi+r8*2+60h]
0a47  vmovups ymm9, [rdi+rax+60h]
0a52  lea r10, [rdi+r8*4]
0a5a  vinserti64x4 zmm5, zmm5, [r10+60h], 1
0a65  vinserti64x4 zmm6, zmm6, [r10+r8+60h], 1
0a71  vinserti64x4 zmm15, zmm15, [r10+r8*2+60h], 1
0a7d  vinserti64x4 zmm9, zmm9, [r10+rax+60h], 1
0a89  vpunpckldq zmm7, zmm5, zmm6
0a8f  vpunpckhdq zmm6, zmm5, zmm6
0a95  vpunpckldq zmm5, zmm15, zmm9
0a9b  vpunpckhdq zmm9, zmm15, zmm9
0aa1  vpunpcklqdq zmm15, zmm7, zmm5
0aa7  vpunpckhqdq zmm5, zmm7, zmm5
0aad  vpunpcklqdq zmm7, zmm6, zmm9
0ab3  vpunpckhqdq zmm9, zmm6, zmm9
0ab9  lea r10, [r10+r8*4]
0ac1  vmovups ymm11, [r10+60h]
0acb  vmovups ymm10, [r10+r8+60h]
0ad6  vmovups ymm13, [r10+r8*2+60h]
0ae1  vmovups ymm12, [r10+rax+60h]
0aec  lea r10, [r10+r8*4]
0af4  vinserti64x4 zmm11, zmm11, [r10+60h], 1
0aff  vinserti64x4 zmm10, zmm10, [r10+r8+60h], 1
0b0b  vinserti64x4 zmm13, zmm13, [r10+r8*2+60h], 1
0b17  vinserti64x4 zmm12, zmm12, [r10+rax+60h], 1
0b23  vpunpckldq zmm6, zmm11, zmm10
0b29  vpunpckhdq zmm10, zmm11, zmm10
0b2f  vpunpckldq zmm11, zmm13, zmm12
0b35  vpunpckhdq zmm12, zmm13, zmm12
0b3b  vpunpcklqdq zmm13, zmm6, zmm11
0b41  vpunpckhqdq zmm11, zmm6, zmm11
0b47  vpunpcklqdq zmm6, zmm10, zmm12
0b4d  vpunpckhqdq zmm12, zmm10, zmm12
0b53  vshufi32x4 zmm10, zmm15, zmm13, 88h
0b5a  vshufi32x4 zmm13, zmm15, zmm13, 0DDh
0b61  vshufi32x4 zmm15, zmm5, zmm11, 88h
0b68  vshufi32x4 zmm11, zmm5, zmm11, 0DDh
0b6f  vshufi32x4 zmm5, zmm7, zmm6, 88h
0b76  vshufi32x4 zmm6, zmm7, zmm6, 0DDh
0b7d  vshufi32x4 zmm7, zmm9, zmm12, 88h
0b84  vshufi32x4 zmm12, zmm9, zmm12, 0DDh
0b8b  vpandd zmm9, zmm10, zmm2
0b91  vpdpbusd zmm1, zmm9, [rdx+0B8h]{1to16}
0b9b  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0ba2  vpdpbusd zmm1, zmm10, [rdx+0BCh]{1to16}
0bac  vcvtdq2ps zmm1, zmm1
0bb2  vmulps zmm10, zmm8, [rdx+0C0h]{1to16}
0bbc  vfmadd231ps zmm0, zmm1, zmm10
0bc2  vfmadd231ps zmm0, zmm14, [rdx+0C4h]{1to16}
0bcc  add rsi, 0FFFFFFFFFFFFFFFFh
0bd3  jle near 1042h
0bd9  vpermw zmm14, zmm4, zmm15
0bdf  vextracti64x4 ymm8, zmm14, 1
0be6  vcvtph2ps zmm8, ymm8
0bec  vcvtph2ps zmm14, ymm14
0bf2  vpandd zmm15, zmm5, zmm2
0bf8  vpxord zmm1, zmm1, zmm1
0bfe  vpdpbusd zmm1, zmm15, [rdx+0C8h]{1to16}
0c08  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0c0f  vpdpbusd zmm1, zmm5, [rdx+0CCh]{1to16}
0c19  vpandd zmm5, zmm7, zmm2
0c1f  vpdpbusd zmm1, zmm5, [rdx+0D0h]{1to16}
0c29  vgf2p8affineqb zmm7, zmm7, zmm3, 0
0c30  vpdpbusd zmm1, zmm7, [rdx+0D4h]{1to16}
0c3a  vpandd zmm7, zmm13, zmm2
0c40  vpdpbusd zmm1, zmm7, [rdx+0D8h]{1to16}
0c4a  vgf2p8affineqb zmm13, zmm13, zmm3, 0
0c51  vpdpbusd zmm1, zmm13, [rdx+0DCh]{1to16}
0c5b  vpandd zmm13, zmm11, zmm2
0c61  vpdpbusd zmm1, zmm13, [rdx+0E0h]{1to16}
0c6b  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0c72  vpdpbusd zmm1, zmm11, [rdx+0E4h]{1to16}
0c7c  vcvtdq2ps zmm1, zmm1
0c82  vmulps zmm11, zmm14, [rdx+0E8h]{1to16}
0c8c  vfmadd231ps zmm0, zmm1, zmm11
0c92  vfmadd231ps zmm0, zmm8, [rdx+0ECh]{1to16}
0c9c  add rsi, 0FFFFFFFFFFFFFFFFh
0ca3  jle near 1042h
0ca9  vpermw zmm8, zmm4, zmm6
0caf  vextracti64x4 ymm14, zmm8, 1
0cb6  vcvtph2ps zmm14, ymm14
0cbc  vcvtph2ps zmm8, ymm8
0cc2  vpandd zmm6, zmm12, zmm2
0cc8  vpxord zmm1, zmm1, zmm1
0cce  vpdpbusd zmm1, zmm6, [rdx+0F0h]{1to16}
0cd8  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0cdf  vpdpbusd zmm1, zmm12, [rdx+0F4h]{1to16}
0ce9  prefetcht0 [r9+800h]
0cf1  prefetcht1 [r9+2800h]
0cf9  prefetcht0 [r9+840h]
0d01  prefetcht1 [r9+2840h]
0d09  prefetcht0 [r9+880h]
0d11  prefetcht1 [r9+2880h]
0d19  prefetcht0 [r9+8C0h]
0d21  prefetcht1 [r9+28C0h]
0d29  prefetcht0 [r9+900h]
0d31  prefetcht1 [r9+2900h]
0d39  prefetcht0 [r9+940h]
0d41  prefetcht1 [r9+2940h]
0d49  prefetcht0 [r9+980h]
0d51  prefetcht1 [r9+2980h]
0d59  prefetcht0 [r9+9C0h]
0d61  prefetcht1 [r9+29C0h]
0d69  vmovups ymm12, [rdi+80h]
0d73  vmovups ymm6, [rdi+r8+80h]
0d7e  vmovups ymm11, [rdi+r8*2+80h]
0d89  vmovups ymm13, [rdi+rax+80h]
0d94  lea r10, [rdi+r8*4]
0d9c  vinserti64x4 zmm12, zmm12, [r10+80h], 1
0da7  vinserti64x4 zmm6, zmm6, [r10+r8+80h], 1
0db3  vinserti64x4 zmm11, zmm11, [r10+r8*2+80h], 1
0dbf  vinserti64x4 zmm13, zmm13, [r10+rax+80h], 1
0dcb  vpunpckldq zmm9, zmm12, zmm6
0dd1  vpunpckhdq zmm6, zmm12, zmm6
0dd7  vpunpckldq zmm12, zmm11, zmm13
0ddd  vpunpckhdq zmm13, zmm11, zmm13
0de3  vpunpcklqdq zmm11, zmm9, zmm12
0de9  vpunpckhqdq zmm12, zmm9, zmm12
0def  vpunpcklqdq zmm9, zmm6, zmm13
0df5  vpunpckhqdq zmm13, zmm6, zmm13
0dfb  lea r10, [r10+r8*4]
0e03  vmovups ymm7, [r10+80h]
0e0d  vmovups ymm5, [r10+r8+80h]
0e18  vmovups ymm15, [r10+r8*2+80h]
0e23  vmovups ymm10, [r10+rax+80h]
0e2e  lea r10, [r10+r8*4]
0e36  vinserti64x4 zmm7, zmm7, [r10+80h], 1
0e41  vinserti64x4 zmm5, zmm5, [r10+r8+80h], 1
0e4d  vinserti64x4 zmm15, zmm15, [r10+r8*2+80h], 1
0e59  vinserti64x4 zmm10, zmm10, [r10+rax+80h], 1
0e65  vpunpckldq zmm6, zmm7, zmm5
0e6b  vpunpckhdq zmm5, zmm7, zmm5
0e71  vpunpckldq zmm7, zmm15, zmm10
0e77  vpunpckhdq zmm10, zmm15, zmm10
0e7d  vpunpcklqdq zmm15, zmm6, zmm7
0e83  vpunpckhqdq zmm7, zmm6, zmm7
0e89  vpunpcklqdq zmm6, zmm5, zmm10
0e8f  vpunpckhqdq zmm10, zmm5, zmm10
0e95  vshufi32x4 zmm5, zmm11, zmm15, 88h
0e9c  vshufi32x4 zmm15, zmm11, zmm15, 0DDh
0ea3  vshufi32x4 zmm11, zmm12, zmm7, 88h
0eaa  vshufi32x4 zmm7, zmm12, zmm7, 0DDh
0eb1  vshufi32x4 zmm12, zmm9, zmm6, 88h
0eb8  vshufi32x4 zmm6, zmm9, zmm6, 0DDh
0ebf  vshufi32x4 zmm9, zmm13, zmm10, 88h
0ec6  vshufi32x4 zmm10, zmm13, zmm10, 0DDh
0ecd  vpandd zmm13, zmm5, zmm2
0ed3  vpdpbusd zmm1, zmm13, [rdx+0F8h]{1to16}
0edd  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0ee4  vpdpbusd zmm1, zmm5, [rdx+0FCh]{1to16}
0eee  vpandd zmm5, zmm11, zmm2
0ef4  vpdpbusd zmm1, zmm5, [rdx+100h]{1to16}
0efe  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0f05  vpdpbusd zmm1, zmm11, [rdx+104h]{1to16}
0f0f  vpandd zmm11, zmm12, zmm2
0f15  vpdpbusd zmm1, zmm11, [rdx+108h]{1to16}
0f1f  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0f26  vpdpbusd zmm1, zmm12, [rdx+10Ch]{1to16}
0f30  vcvtdq2ps zmm1, zmm1
0f36  vmulps zmm12, zmm8, [rdx+110h]{1to16}
0f40  vfmadd231ps zmm0, zmm1, zmm12
0f46  vfmadd231ps zmm0, zmm14, [rdx+114h]{1to16}
0f50  add rsi, 0FFFFFFFFFFFFFFFFh
0f57  jle near 1042h
0f5d  vpermw zmm14, zmm4, zmm9
0f63  vextracti64x4 ymm8, zmm14, 1
0f6a  vcvtph2ps zmm8, ymm8
0f70  vcvtph2ps zmm14, ymm14
0f76  vpandd zmm9, zmm15, zmm2
0f7c  vpxord zmm1, zmm1, zmm1
0f82  vpdpbusd zmm1, zmm9, [rdx+118h]{1to16}
0f8c  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0f93  vpdpbusd zmm1, zmm15, [rdx+11Ch]{1to16}
0f9d  vpandd zmm15, zmm7, zmm2
0fa3  vpdpbusd zmm1, zmm15, [rdx+120h]{1to16}
0fad  vgf2p8affineqb zmm7, zmm7, zmm3, 0
0fb4  vpdpbusd zmm1, zmm7, [rdx+124h]{1to16}
0fbe  vpandd zmm7, zmm6, zmm2
0fc4  vpdpbusd zmm1, zmm7, [rdx+128h]{1to16}
0fce  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0fd5  vpdpbusd zmm1, zmm6, [rdx+12Ch]{1to16}
0fdf  vpandd zmm6, zmm10, zmm2
0fe5  vpdpbusd zmm1, zmm6, [rdx+130h]{1to16}
0fef  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0ff6  vpdpbusd zmm1, zmm10, [rdx+134h]{1to16}
1000  vcvtdq2ps zmm1, zmm1
1006  vmulps zmm10, zmm14, [rdx+138h]{1to16}
1010  vfmadd231ps zmm0, zmm1, zmm10
1016  vfmadd231ps zmm0, zmm8, [rdx+13Ch]{1to16}
1020  add rdi, 0A0h
1027  add r9, 0A00h
102e  add rdx, 140h
1035  add rsi, 0FFFFFFFFFFFFFFFFh
103c  jg near 39h
1042  vmovups [rcx], zmm0
104c  vzeroupper
104f  ret
1080  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
10c0  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1100  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
1140  aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000aaaaaaaa00000000
