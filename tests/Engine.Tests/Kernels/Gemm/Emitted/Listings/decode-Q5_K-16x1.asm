0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 17C0h]
001c  vmovups zmm3, [rel 1800h]
0026  vmovups zmm4, [rel 1840h]
0030  prefetcht0 [r9]
0038  prefetcht1 [r9+2000h]
0040  prefetcht0 [r9+40h]
0048  prefetcht1 [r9+2040h]
0050  prefetcht0 [r9+80h]
0058  prefetcht1 [r9+2080h]
0060  prefetcht0 [r9+0C0h]
0068  prefetcht1 [r9+20C0h]
0070  prefetcht0 [r9+100h]
0078  prefetcht1 [r9+2100h]
0080  prefetcht0 [r9+140h]
0088  prefetcht1 [r9+2140h]
0090  prefetcht0 [r9+180h]
0098  prefetcht1 [r9+2180h]
00a0  prefetcht0 [r9+1C0h]
00a8  prefetcht1 [r9+21C0h]
00b0  vmovups ymm5, [rdi]
00ba  vmovups ymm6, [rdi+r8]
00c5  vmovups ymm7, [rdi+r8*2]
00d0  vmovups ymm8, [rdi+rax]
00db  lea r10, [rdi+r8*4]
00e3  vinserti64x4 zmm5, zmm5, [r10], 1
00ee  vinserti64x4 zmm6, zmm6, [r10+r8], 1
00fa  vinserti64x4 zmm7, zmm7, [r10+r8*2], 1
0106  vinserti64x4 zmm8, zmm8, [r10+rax], 1
0112  vpunpckldq zmm13, zmm5, zmm6
0118  vpunpckhdq zmm6, zmm5, zmm6
011e  vpunpckldq zmm5, zmm7, zmm8
0124  vpunpckhdq zmm8, zmm7, zmm8
012a  vpunpcklqdq zmm7, zmm13, zmm5
0130  vpunpckhqdq zmm5, zmm13, zmm5
0136  vpunpcklqdq zmm13, zmm6, zmm8
013c  vpunpckhqdq zmm8, zmm6, zmm8
0142  lea r10, [r10+r8*4]
014a  vmovups ymm9, [r10]
0154  vmovups ymm10, [r10+r8]
015f  vmovups ymm11, [r10+r8*2]
016a  vmovups ymm12, [r10+rax]
0175  lea r10, [r10+r8*4]
017d  vinserti64x4 zmm9, zmm9, [r10], 1
0188  vinserti64x4 zmm10, zmm10, [r10+r8], 1
0194  vinserti64x4 zmm11, zmm11, [r10+r8*2], 1
01a0  vinserti64x4 zmm12, zmm12, [r10+rax], 1
01ac  vpunpckldq zmm6, zmm9, zmm10
01b2  vpunpckhdq zmm10, zmm9, zmm10
01b8  vpunpckldq zmm9, zmm11, zmm12
01be  vpunpckhdq zmm12, zmm11, zmm12
01c4  vpunpcklqdq zmm11, zmm6, zmm9
01ca  vpunpckhqdq zmm9, zmm6, zmm9
01d0  vpunpcklqdq zmm6, zmm10, zmm12
01d6  vpunpckhqdq zmm12, zmm10, zmm12
01dc  vshufi32x4 zmm10, zmm7, zmm11, 88h
01e3  vshufi32x4 zmm11, zmm7, zmm11, 0DDh
01ea  vshufi32x4 zmm7, zmm5, zmm9, 88h
01f1  vshufi32x4 zmm9, zmm5, zmm9, 0DDh
01f8  vshufi32x4 zmm5, zmm13, zmm6, 88h
01ff  vshufi32x4 zmm6, zmm13, zmm6, 0DDh
0206  vshufi32x4 zmm13, zmm8, zmm12, 88h
020d  vshufi32x4 zmm12, zmm8, zmm12, 0DDh
0214  vmovups zmm16, [rel 1880h]
021e  vpermw zmm8, zmm16, zmm10
0224  vextracti64x4 ymm14, zmm8, 1
022b  vcvtph2ps zmm14, ymm14
0231  vcvtph2ps zmm8, ymm8
0237  vmulps zmm14, zmm14, [rel 18C0h]
0241  vpsrld zmm15, zmm13, 4
0248  vpandd zmm13, zmm13, [rel 17C0h]
0252  vpsrld zmm16, zmm7, 2
0259  vpandd zmm16, zmm16, [rel 1900h]
0263  vpxord zmm13, zmm13, zmm16
0269  vpandd zmm15, zmm15, [rel 17C0h]
0273  vpsrld zmm16, zmm5, 2
027a  vpandd zmm16, zmm16, [rel 1900h]
0284  vpxord zmm15, zmm15, zmm16
028a  vpandd zmm7, zmm7, [rel 1940h]
0294  vpandd zmm5, zmm5, [rel 1940h]
029e  vpsrld zmm16, zmm7, 0
02a5  vpandd zmm16, zmm16, [rel 1980h]
02af  vcvtdq2ps zmm16, zmm16
02b5  vmulps zmm16, zmm16, zmm8
02bb  vmovups [rcx+40h], zmm16
02c5  vpsrld zmm16, zmm7, 8
02cc  vpandd zmm16, zmm16, [rel 1980h]
02d6  vcvtdq2ps zmm16, zmm16
02dc  vmulps zmm16, zmm16, zmm8
02e2  vmovups [rcx+80h], zmm16
02ec  vpsrld zmm16, zmm7, 10h
02f3  vpandd zmm16, zmm16, [rel 1980h]
02fd  vcvtdq2ps zmm16, zmm16
0303  vmulps zmm16, zmm16, zmm8
0309  vmovups [rcx+0C0h], zmm16
0313  vpsrld zmm16, zmm7, 18h
031a  vcvtdq2ps zmm16, zmm16
0320  vmulps zmm16, zmm16, zmm8
0326  vmovups [rcx+100h], zmm16
0330  vpsrld zmm16, zmm13, 0
0337  vpandd zmm16, zmm16, [rel 1980h]
0341  vcvtdq2ps zmm16, zmm16
0347  vmulps zmm16, zmm16, zmm8
034d  vmovups [rcx+140h], zmm16
0357  vpsrld zmm16, zmm13, 8
035e  vpandd zmm16, zmm16, [rel 1980h]
0368  vcvtdq2ps zmm16, zmm16
036e  vmulps zmm16, zmm16, zmm8
0374  vmovups [rcx+180h], zmm16
037e  vpsrld zmm16, zmm13, 10h
0385  vpandd zmm16, zmm16, [rel 1980h]
038f  vcvtdq2ps zmm16, zmm16
0395  vmulps zmm16, zmm16, zmm8
039b  vmovups [rcx+1C0h], zmm16
03a5  vpsrld zmm16, zmm13, 18h
03ac  vcvtdq2ps zmm16, zmm16
03b2  vmulps zmm16, zmm16, zmm8
03b8  vmovups [rcx+200h], zmm16
03c2  vpsrld zmm16, zmm5, 0
03c9  vpandd zmm16, zmm16, [rel 1980h]
03d3  vcvtdq2ps zmm16, zmm16
03d9  vmulps zmm16, zmm16, zmm14
03df  vmovups [rcx+240h], zmm16
03e9  vpsrld zmm16, zmm5, 8
03f0  vpandd zmm16, zmm16, [rel 1980h]
03fa  vcvtdq2ps zmm16, zmm16
0400  vmulps zmm16, zmm16, zmm14
0406  vmovups [rcx+280h], zmm16
0410  vpsrld zmm16, zmm5, 10h
0417  vpandd zmm16, zmm16, [rel 1980h]
0421  vcvtdq2ps zmm16, zmm16
0427  vmulps zmm16, zmm16, zmm14
042d  vmovups [rcx+2C0h], zmm16
0437  vpsrld zmm16, zmm5, 18h
043e  vcvtdq2ps zmm16, zmm16
0444  vmulps zmm16, zmm16, zmm14
044a  vmovups [rcx+300h], zmm16
0454  vpsrld zmm16, zmm15, 0
045b  vpandd zmm16, zmm16, [rel 1980h]
0465  vcvtdq2ps zmm16, zmm16
046b  vmulps zmm16, zmm16, zmm14
0471  vmovups [rcx+340h], zmm16
047b  vpsrld zmm16, zmm15, 8
0482  vpandd zmm16, zmm16, [rel 1980h]
048c  vcvtdq2ps zmm16, zmm16
0492  vmulps zmm16, zmm16, zmm14
0498  vmovups [rcx+380h], zmm16
04a2  vpsrld zmm16, zmm15, 10h
04a9  vpandd zmm16, zmm16, [rel 1980h]
04b3  vcvtdq2ps zmm16, zmm16
04b9  vmulps zmm16, zmm16, zmm14
04bf  vmovups [rcx+3C0h], zmm16
04c9  vpsrld zmm16, zmm15, 18h
04d0  vcvtdq2ps zmm16, zmm16
04d6  vmulps zmm16, zmm16, zmm14
04dc  vmovups [rcx+400h], zmm16
04e6  prefetcht0 [r9+200h]
04ee  prefetcht1 [r9+2200h]
04f6  prefetcht0 [r9+240h]
04fe  prefetcht1 [r9+2240h]
0506  prefetcht0 [r9+280h]
050e  prefetcht1 [r9+2280h]
0516  prefetcht0 [r9+2C0h]
051e  prefetcht1 [r9+22C0h]
0526  prefetcht0 [r9+300h]
052e  prefetcht1 [r9+2300h]
0536  prefetcht0 [r9+340h]
053e  prefetcht1 [r9+2340h]
0546  prefetcht0 [r9+380h]
054e  prefetcht1 [r9+2380h]
0556  prefetcht0 [r9+3C0h]
055e  prefetcht1 [r9+23C0h]
0566  vmovups ymm12, [rdi+10h]
0570  vmovups ymm6, [rdi+r8+10h]
057b  vmovups ymm9, [rdi+r8*2+10h]
0586  vmovups ymm11, [rdi+rax+10h]
0591  lea r10, [rdi+r8*4]
0599  vinserti64x4 zmm12, zmm12, [r10+10h], 1
05a4  vinserti64x4 zmm6, zmm6, [r10+r8+10h], 1
05b0  vinserti64x4 zmm9, zmm9, [r10+r8*2+10h], 1
05bc  vinserti64x4 zmm11, zmm11, [r10+rax+10h], 1
05c8  vpunpckldq zmm16, zmm12, zmm6
05ce  vpunpckhdq zmm6, zmm12, zmm6
05d4  vpunpckldq zmm12, zmm9, zmm11
05da  vpunpckhdq zmm11, zmm9, zmm11
05e0  vpunpcklqdq zmm9, zmm16, zmm12
05e6  vpunpckhqdq zmm12, zmm16, zmm12
05ec  vpunpcklqdq zmm16, zmm6, zmm11
05f2  vpunpckhqdq zmm11, zmm6, zmm11
05f8  lea r10, [r10+r8*4]
0600  vmovups ymm13, [r10+10h]
060a  vmovups ymm5, [r10+r8+10h]
0615  vmovups ymm7, [r10+r8*2+10h]
0620  vmovups ymm10, [r10+rax+10h]
062b  lea r10, [r10+r8*4]
0633  vinserti64x4 zmm13, zmm13, [r10+10h], 1
063e  vinserti64x4 zmm5, zmm5, [r10+r8+10h], 1
064a  vinserti64x4 zmm7, zmm7, [r10+r8*2+10h], 1
0656  vinserti64x4 zmm10, zmm10, [r10+rax+10h], 1
0662  vpunpckldq zmm6, zmm13, zmm5
0668  vpunpckhdq zmm5, zmm13, zmm5
066e  vpunpckldq zmm13, zmm7, zmm10
0674  vpunpckhdq zmm10, zmm7, zmm10
067a  vpunpcklqdq zmm7, zmm6, zmm13
0680  vpunpckhqdq zmm13, zmm6, zmm13
0686  vpunpcklqdq zmm6, zmm5, zmm10
068c  vpunpckhqdq zmm10, zmm5, zmm10
0692  vshufi32x4 zmm5, zmm9, zmm7, 88h
0699  vshufi32x4 zmm7, zmm9, zmm7, 0DDh
06a0  vshufi32x4 zmm9, zmm12, zmm13, 88h
06a7  vshufi32x4 zmm13, zmm12, zmm13, 0DDh
06ae  vshufi32x4 zmm12, zmm16, zmm6, 88h
06b5  vshufi32x4 zmm6, zmm16, zmm6, 0DDh
06bc  vshufi32x4 zmm16, zmm11, zmm10, 88h
06c3  vshufi32x4 zmm10, zmm11, zmm10, 0DDh
06ca  prefetcht0 [r9+400h]
06d2  prefetcht1 [r9+2400h]
06da  prefetcht0 [r9+440h]
06e2  prefetcht1 [r9+2440h]
06ea  prefetcht0 [r9+480h]
06f2  prefetcht1 [r9+2480h]
06fa  prefetcht0 [r9+4C0h]
0702  prefetcht1 [r9+24C0h]
070a  prefetcht0 [r9+500h]
0712  prefetcht1 [r9+2500h]
071a  prefetcht0 [r9+540h]
0722  prefetcht1 [r9+2540h]
072a  prefetcht0 [r9+580h]
0732  prefetcht1 [r9+2580h]
073a  prefetcht0 [r9+5C0h]
0742  prefetcht1 [r9+25C0h]
074a  vmovups ymm11, [rdi+30h]
0754  vmovups ymm15, [rdi+r8+30h]
075f  vmovups ymm14, [rdi+r8*2+30h]
076a  vmovups ymm8, [rdi+rax+30h]
0775  lea r10, [rdi+r8*4]
077d  vinserti64x4 zmm11, zmm11, [r10+30h], 1
0788  vinserti64x4 zmm15, zmm15, [r10+r8+30h], 1
0794  vinserti64x4 zmm14, zmm14, [r10+r8*2+30h], 1
07a0  vinserti64x4 zmm8, zmm8, [r10+rax+30h], 1
07ac  vpunpckldq zmm21, zmm11, zmm15
07b2  vpunpckhdq zmm15, zmm11, zmm15
07b8  vpunpckldq zmm11, zmm14, zmm8
07be  vpunpckhdq zmm8, zmm14, zmm8
07c4  vpunpcklqdq zmm14, zmm21, zmm11
07ca  vpunpckhqdq zmm11, zmm21, zmm11
07d0  vpunpcklqdq zmm21, zmm15, zmm8
07d6  vpunpckhqdq zmm8, zmm15, zmm8
07dc  lea r10, [r10+r8*4]
07e4  vmovups ymm17, [r10+30h]
07ee  vmovups ymm18, [r10+r8+30h]
07f9  vmovups ymm19, [r10+r8*2+30h]
0804  vmovups ymm20, [r10+rax+30h]
080f  lea r10, [r10+r8*4]
0817  vinserti64x4 zmm17, zmm17, [r10+30h], 1
0822  vinserti64x4 zmm18, zmm18, [r10+r8+30h], 1
082e  vinserti64x4 zmm19, zmm19, [r10+r8*2+30h], 1
083a  vinserti64x4 zmm20, zmm20, [r10+rax+30h], 1
0846  vpunpckldq zmm15, zmm17, zmm18
084c  vpunpckhdq zmm18, zmm17, zmm18
0852  vpunpckldq zmm17, zmm19, zmm20
0858  vpunpckhdq zmm20, zmm19, zmm20
085e  vpunpcklqdq zmm19, zmm15, zmm17
0864  vpunpckhqdq zmm17, zmm15, zmm17
086a  vpunpcklqdq zmm15, zmm18, zmm20
0870  vpunpckhqdq zmm20, zmm18, zmm20
0876  vshufi32x4 zmm18, zmm14, zmm19, 88h
087d  vshufi32x4 zmm19, zmm14, zmm19, 0DDh
0884  vshufi32x4 zmm14, zmm11, zmm17, 88h
088b  vshufi32x4 zmm17, zmm11, zmm17, 0DDh
0892  vshufi32x4 zmm11, zmm21, zmm15, 88h
0899  vshufi32x4 zmm15, zmm21, zmm15, 0DDh
08a0  vshufi32x4 zmm21, zmm8, zmm20, 88h
08a7  vshufi32x4 zmm20, zmm8, zmm20, 0DDh
08ae  vpandd zmm8, zmm18, zmm2
08b4  vprord zmm22, zmm5, 1Ch
08bb  vpternlogd zmm8, zmm22, zmm4, 0F8h
08c2  vpxord zmm1, zmm1, zmm1
08c8  vpdpbusd zmm1, zmm8, [rdx]{1to16}
08d2  vpandd zmm8, zmm14, zmm2
08d8  vprord zmm22, zmm9, 1Ch
08df  vpternlogd zmm8, zmm22, zmm4, 0F8h
08e6  vpdpbusd zmm1, zmm8, [rdx+4]{1to16}
08f0  vpandd zmm8, zmm11, zmm2
08f6  vprord zmm22, zmm12, 1Ch
08fd  vpternlogd zmm8, zmm22, zmm4, 0F8h
0904  vpdpbusd zmm1, zmm8, [rdx+8]{1to16}
090e  vpandd zmm8, zmm21, zmm2
0914  vprord zmm22, zmm16, 1Ch
091b  vpternlogd zmm8, zmm22, zmm4, 0F8h
0922  vpdpbusd zmm1, zmm8, [rdx+0Ch]{1to16}
092c  vpandd zmm8, zmm19, zmm2
0932  vprord zmm22, zmm7, 1Ch
0939  vpternlogd zmm8, zmm22, zmm4, 0F8h
0940  vpdpbusd zmm1, zmm8, [rdx+10h]{1to16}
094a  vpandd zmm8, zmm17, zmm2
0950  vprord zmm22, zmm13, 1Ch
0957  vpternlogd zmm8, zmm22, zmm4, 0F8h
095e  vpdpbusd zmm1, zmm8, [rdx+14h]{1to16}
0968  vpandd zmm8, zmm15, zmm2
096e  vprord zmm22, zmm6, 1Ch
0975  vpternlogd zmm8, zmm22, zmm4, 0F8h
097c  vpdpbusd zmm1, zmm8, [rdx+18h]{1to16}
0986  vpandd zmm8, zmm20, zmm2
098c  vprord zmm22, zmm10, 1Ch
0993  vpternlogd zmm8, zmm22, zmm4, 0F8h
099a  vpdpbusd zmm1, zmm8, [rdx+1Ch]{1to16}
09a4  vmovups zmm8, [rcx+40h]
09ae  vmovups zmm22, [rcx+240h]
09b8  vcvtdq2ps zmm1, zmm1
09be  vmulps zmm23, zmm8, [rdx+20h]{1to16}
09c8  vfmadd231ps zmm0, zmm1, zmm23
09ce  vfmadd231ps zmm0, zmm22, [rdx+24h]{1to16}
09d8  vgf2p8affineqb zmm18, zmm18, zmm3, 0
09df  vprord zmm22, zmm5, 1Dh
09e6  vpternlogd zmm18, zmm22, zmm4, 0F8h
09ed  vpxord zmm1, zmm1, zmm1
09f3  vpdpbusd zmm1, zmm18, [rdx+28h]{1to16}
09fd  vgf2p8affineqb zmm14, zmm14, zmm3, 0
0a04  vprord zmm18, zmm9, 1Dh
0a0b  vpternlogd zmm14, zmm18, zmm4, 0F8h
0a12  vpdpbusd zmm1, zmm14, [rdx+2Ch]{1to16}
0a1c  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0a23  vprord zmm14, zmm12, 1Dh
0a2a  vpternlogd zmm11, zmm14, zmm4, 0F8h
0a31  vpdpbusd zmm1, zmm11, [rdx+30h]{1to16}
0a3b  vgf2p8affineqb zmm21, zmm21, zmm3, 0
0a42  vprord zmm11, zmm16, 1Dh
0a49  vpternlogd zmm21, zmm11, zmm4, 0F8h
0a50  vpdpbusd zmm1, zmm21, [rdx+34h]{1to16}
0a5a  vgf2p8affineqb zmm19, zmm19, zmm3, 0
0a61  vprord zmm21, zmm7, 1Dh
0a68  vpternlogd zmm19, zmm21, zmm4, 0F8h
0a6f  vpdpbusd zmm1, zmm19, [rdx+38h]{1to16}
0a79  vgf2p8affineqb zmm17, zmm17, zmm3, 0
0a80  vprord zmm19, zmm13, 1Dh
0a87  vpternlogd zmm17, zmm19, zmm4, 0F8h
0a8e  vpdpbusd zmm1, zmm17, [rdx+3Ch]{1to16}
0a98  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0a9f  vprord zmm17, zmm6, 1Dh
0aa6  vpternlogd zmm15, zmm17, zmm4, 0F8h
0aad  vpdpbusd zmm1, zmm15, [rdx+40h]{1to16}
0ab7  vgf2p8affineqb zmm20, zmm20, zmm3, 0
0abe  vprord zmm15, zmm10, 1Dh
0ac5  vpternlogd zmm20, zmm15, zmm4, 0F8h
0acc  vpdpbusd zmm1, zmm20, [rdx+44h]{1to16}
0ad6  vmovups zmm20, [rcx+80h]
0ae0  vmovups zmm15, [rcx+280h]
0aea  vcvtdq2ps zmm1, zmm1
0af0  vmulps zmm17, zmm20, [rdx+48h]{1to16}
0afa  vfmadd231ps zmm0, zmm1, zmm17
0b00  vfmadd231ps zmm0, zmm15, [rdx+4Ch]{1to16}
0b0a  prefetcht0 [r9+600h]
0b12  prefetcht1 [r9+2600h]
0b1a  prefetcht0 [r9+640h]
0b22  prefetcht1 [r9+2640h]
0b2a  prefetcht0 [r9+680h]
0b32  prefetcht1 [r9+2680h]
0b3a  prefetcht0 [r9+6C0h]
0b42  prefetcht1 [r9+26C0h]
0b4a  prefetcht0 [r9+700h]
0b52  prefetcht1 [r9+2700h]
0b5a  prefetcht0 [r9+740h]
0b62  prefetcht1 [r9+2740h]
0b6a  prefetcht0 [r9+780h]
0b72  prefetcht1 [r9+2780h]
0b7a  prefetcht0 [r9+7C0h]
0b82  prefetcht1 [r9+27C0h]
0b8a  vmovups ymm15, [rdi+50h]
0b94  vmovups ymm20, [rdi+r8+50h]
0b9f  vmovups ymm17, [rdi+r8*2+50h]
0baa  vmovups ymm19, [rdi+rax+50h]
0bb5  lea r10, [rdi+r8*4]
0bbd  vinserti64x4 zmm15, zmm15, [r10+50h], 1
0bc8  vinserti64x4 zmm20, zmm20, [r10+r8+50h], 1
0bd4  vinserti64x4 zmm17, zmm17, [r10+r8*2+50h], 1
0be0  vinserti64x4 zmm19, zmm19, [r10+rax+50h], 1
0bec  vpunpckldq zmm22, zmm15, zmm20
0bf2  vpunpckhdq zmm20, zmm15, zmm20
0bf8  vpunpckldq zmm15, zmm17, zmm19
0bfe  vpunpckhdq zmm19, zmm17, zmm19
0c04  vpunpcklqdq zmm17, zmm22, zmm15
0c0a  vpunpckhqdq zmm15, zmm22, zmm15
0c10  vpunpcklqdq zmm22, zmm20, zmm19
0c16  vpunpckhqdq zmm19, zmm20, zmm19
0c1c  lea r10, [r10+r8*4]
0c24  vmovups ymm21, [r10+50h]
0c2e  vmovups ymm11, [r10+r8+50h]
0c39  vmovups ymm14, [r10+r8*2+50h]
0c44  vmovups ymm18, [r10+rax+50h]
0c4f  lea r10, [r10+r8*4]
0c57  vinserti64x4 zmm21, zmm21, [r10+50h], 1
0c62  vinserti64x4 zmm11, zmm11, [r10+r8+50h], 1
0c6e  vinserti64x4 zmm14, zmm14, [r10+r8*2+50h], 1
0c7a  vinserti64x4 zmm18, zmm18, [r10+rax+50h], 1
0c86  vpunpckldq zmm20, zmm21, zmm11
0c8c  vpunpckhdq zmm11, zmm21, zmm11
0c92  vpunpckldq zmm21, zmm14, zmm18
0c98  vpunpckhdq zmm18, zmm14, zmm18
0c9e  vpunpcklqdq zmm14, zmm20, zmm21
0ca4  vpunpckhqdq zmm21, zmm20, zmm21
0caa  vpunpcklqdq zmm20, zmm11, zmm18
0cb0  vpunpckhqdq zmm18, zmm11, zmm18
0cb6  vshufi32x4 zmm11, zmm17, zmm14, 88h
0cbd  vshufi32x4 zmm14, zmm17, zmm14, 0DDh
0cc4  vshufi32x4 zmm17, zmm15, zmm21, 88h
0ccb  vshufi32x4 zmm21, zmm15, zmm21, 0DDh
0cd2  vshufi32x4 zmm15, zmm22, zmm20, 88h
0cd9  vshufi32x4 zmm20, zmm22, zmm20, 0DDh
0ce0  vshufi32x4 zmm22, zmm19, zmm18, 88h
0ce7  vshufi32x4 zmm18, zmm19, zmm18, 0DDh
0cee  vpandd zmm19, zmm11, zmm2
0cf4  vprord zmm8, zmm5, 1Eh
0cfb  vpternlogd zmm19, zmm8, zmm4, 0F8h
0d02  vpxord zmm1, zmm1, zmm1
0d08  vpdpbusd zmm1, zmm19, [rdx+50h]{1to16}
0d12  vpandd zmm19, zmm17, zmm2
0d18  vprord zmm8, zmm9, 1Eh
0d1f  vpternlogd zmm19, zmm8, zmm4, 0F8h
0d26  vpdpbusd zmm1, zmm19, [rdx+54h]{1to16}
0d30  vpandd zmm19, zmm15, zmm2
0d36  vprord zmm8, zmm12, 1Eh
0d3d  vpternlogd zmm19, zmm8, zmm4, 0F8h
0d44  vpdpbusd zmm1, zmm19, [rdx+58h]{1to16}
0d4e  vpandd zmm19, zmm22, zmm2
0d54  vprord zmm8, zmm16, 1Eh
0d5b  vpternlogd zmm19, zmm8, zmm4, 0F8h
0d62  vpdpbusd zmm1, zmm19, [rdx+5Ch]{1to16}
0d6c  vpandd zmm19, zmm14, zmm2
0d72  vprord zmm8, zmm7, 1Eh
0d79  vpternlogd zmm19, zmm8, zmm4, 0F8h
0d80  vpdpbusd zmm1, zmm19, [rdx+60h]{1to16}
0d8a  vpandd zmm19, zmm21, zmm2
0d90  vprord zmm8, zmm13, 1Eh
0d97  vpternlogd zmm19, zmm8, zmm4, 0F8h
0d9e  vpdpbusd zmm1, zmm19, [rdx+64h]{1to16}
0da8  vpandd zmm19, zmm20, zmm2
0dae  vprord zmm8, zmm6, 1Eh
0db5  vpternlogd zmm19, zmm8, zmm4, 0F8h
0dbc  vpdpbusd zmm1, zmm19, [rdx+68h]{1to16}
0dc6  vpandd zmm19, zmm18, zmm2
0dcc  vprord zmm8, zmm10, 1Eh
0dd3  vpternlogd zmm19, zmm8, zmm4, 0F8h
0dda  vpdpbusd zmm1, zmm19, [rdx+6Ch]{1to16}
0de4  vmovups zmm19, [rcx+0C0h]
0dee  vmovups zmm8, [rcx+2C0h]
0df8  vcvtdq2ps zmm1, zmm1
0dfe  vmulps zmm23, zmm19, [rdx+70h]{1to16}
0e08  vfmadd231ps zmm0, zmm1, zmm23
0e0e  vfmadd231ps zmm0, zmm8, [rdx+74h]{1to16}
0e18  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0e1f  vprord zmm8, zmm5, 1Fh
0e26  vpternlogd zmm11, zmm8, zmm4, 0F8h
0e2d  vpxord zmm1, zmm1, zmm1
0e33  vpdpbusd zmm1, zmm11, [rdx+78h]{1to16}
0e3d  vgf2p8affineqb zmm17, zmm17, zmm3, 0
0e44  vprord zmm11, zmm9, 1Fh
0e4b  vpternlogd zmm17, zmm11, zmm4, 0F8h
0e52  vpdpbusd zmm1, zmm17, [rdx+7Ch]{1to16}
0e5c  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0e63  vprord zmm17, zmm12, 1Fh
0e6a  vpternlogd zmm15, zmm17, zmm4, 0F8h
0e71  vpdpbusd zmm1, zmm15, [rdx+80h]{1to16}
0e7b  vgf2p8affineqb zmm22, zmm22, zmm3, 0
0e82  vprord zmm15, zmm16, 1Fh
0e89  vpternlogd zmm22, zmm15, zmm4, 0F8h
0e90  vpdpbusd zmm1, zmm22, [rdx+84h]{1to16}
0e9a  vgf2p8affineqb zmm14, zmm14, zmm3, 0
0ea1  vprord zmm22, zmm7, 1Fh
0ea8  vpternlogd zmm14, zmm22, zmm4, 0F8h
0eaf  vpdpbusd zmm1, zmm14, [rdx+88h]{1to16}
0eb9  vgf2p8affineqb zmm21, zmm21, zmm3, 0
0ec0  vprord zmm14, zmm13, 1Fh
0ec7  vpternlogd zmm21, zmm14, zmm4, 0F8h
0ece  vpdpbusd zmm1, zmm21, [rdx+8Ch]{1to16}
0ed8  vgf2p8affineqb zmm20, zmm20, zmm3, 0
0edf  vprord zmm21, zmm6, 1Fh
0ee6  vpternlogd zmm20, zmm21, zmm4, 0F8h
0eed  vpdpbusd zmm1, zmm20, [rdx+90h]{1to16}
0ef7  vgf2p8affineqb zmm18, zmm18, zmm3, 0
0efe  vprord zmm20, zmm10, 1Fh
0f05  vpternlogd zmm18, zmm20, zmm4, 0F8h
0f0c  vpdpbusd zmm1, zmm18, [rdx+94h]{1to16}
0f16  vmovups zmm18, [rcx+100h]
0f20  vmovups zmm20, [rcx+300h]
0f2a  vcvtdq2ps zmm1, zmm1
0f30  vmulps zmm21, zmm18, [rdx+98h]{1to16}
0f3a  vfmadd231ps zmm0, zmm1, zmm21
0f40  vfmadd231ps zmm0, zmm20, [rdx+9Ch]{1to16}
0f4a  prefetcht0 [r9+800h]
0f52  prefetcht1 [r9+2800h]
0f5a  prefetcht0 [r9+840h]
0f62  prefetcht1 [r9+2840h]
0f6a  prefetcht0 [r9+880h]
0f72  prefetcht1 [r9+2880h]
0f7a  prefetcht0 [r9+8C0h]
0f82  prefetcht1 [r9+28C0h]
0f8a  prefetcht0 [r9+900h]
0f92  prefetcht1 [r9+2900h]
0f9a  prefetcht0 [r9+940h]
0fa2  prefetcht1 [r9+2940h]
0faa  prefetcht0 [r9+980h]
0fb2  prefetcht1 [r9+2980h]
0fba  prefetcht0 [r9+9C0h]
0fc2  prefetcht1 [r9+29C0h]
0fca  vmovups ymm20, [rdi+70h]
0fd4  vmovups ymm18, [rdi+r8+70h]
0fdf  vmovups ymm21, [rdi+r8*2+70h]
0fea  vmovups ymm14, [rdi+rax+70h]
0ff5  lea r10, [rdi+r8*4]
0ffd  vinserti64x4 zmm20, zmm20, [r10+70h], 1
1008  vinserti64x4 zmm18, zmm18, [r10+r8+70h], 1
1014  vinserti64x4 zmm21, zmm21, [r10+r8*2+70h], 1
1020  vinserti64x4 zmm14, zmm14, [r10+rax+70h], 1
102c  vpunpckldq zmm8, zmm20, zmm18
1032  vpunpckhdq zmm18, zmm20, zmm18
1038  vpunpckldq zmm20, zmm21, zmm14
103e  vpunpckhdq zmm14, zmm21, zmm14
1044  vpunpcklqdq zmm21, zmm8, zmm20
104a  vpunpckhqdq zmm20, zmm8, zmm20
1050  vpunpcklqdq zmm8, zmm18, zmm14
1056  vpunpckhqdq zmm14, zmm18, zmm14
105c  lea r10, [r10+r8*4]
1064  vmovups ymm22, [r10+70h]
106e  vmovups ymm15, [r10+r8+70h]
1079  vmovups ymm17, [r10+r8*2+70h]
1084  vmovups ymm11, [r10+rax+70h]
108f  lea r10, [r10+r8*4]
1097  vinserti64x4 zmm22, zmm22, [r10+70h], 1
10a2  vinserti64x4 zmm15, zmm15, [r10+r8+70h], 1
10ae  vinserti64x4 zmm17, zmm17, [r10+r8*2+70h], 1
10ba  vinserti64x4 zmm11, zmm11, [r10+rax+70h], 1
10c6  vpunpckldq zmm18, zmm22, zmm15
10cc  vpunpckhdq zmm15, zmm22, zmm15
10d2  vpunpckldq zmm22, zmm17, zmm11
10d8  vpunpckhdq zmm11, zmm17, zmm11
10de  vpunpcklqdq zmm17, zmm18, zmm22
10e4  vpunpckhqdq zmm22, zmm18, zmm22
10ea  vpunpcklqdq zmm18, zmm15, zmm11
10f0  vpunpckhqdq zmm11, zmm15, zmm11
10f6  vshufi32x4 zmm15, zmm21, zmm17, 88h
10fd  vshufi32x4 zmm17, zmm21, zmm17, 0DDh
1104  vshufi32x4 zmm21, zmm20, zmm22, 88h
110b  vshufi32x4 zmm22, zmm20, zmm22, 0DDh
1112  vshufi32x4 zmm20, zmm8, zmm18, 88h
1119  vshufi32x4 zmm18, zmm8, zmm18, 0DDh
1120  vshufi32x4 zmm8, zmm14, zmm11, 88h
1127  vshufi32x4 zmm11, zmm14, zmm11, 0DDh
112e  vpandd zmm14, zmm15, zmm2
1134  vpternlogd zmm14, zmm5, zmm4, 0F8h
113b  vpxord zmm1, zmm1, zmm1
1141  vpdpbusd zmm1, zmm14, [rdx+0A0h]{1to16}
114b  vpandd zmm14, zmm21, zmm2
1151  vpternlogd zmm14, zmm9, zmm4, 0F8h
1158  vpdpbusd zmm1, zmm14, [rdx+0A4h]{1to16}
1162  vpandd zmm14, zmm20, zmm2
1168  vpternlogd zmm14, zmm12, zmm4, 0F8h
116f  vpdpbusd zmm1, zmm14, [rdx+0A8h]{1to16}
1179  vpandd zmm14, zmm8, zmm2
117f  vpternlogd zmm14, zmm16, zmm4, 0F8h
1186  vpdpbusd zmm1, zmm14, [rdx+0ACh]{1to16}
1190  vpandd zmm14, zmm17, zmm2
1196  vpternlogd zmm14, zmm7, zmm4, 0F8h
119d  vpdpbusd zmm1, zmm14, [rdx+0B0h]{1to16}
11a7  vpandd zmm14, zmm22, zmm2
11ad  vpternlogd zmm14, zmm13, zmm4, 0F8h
11b4  vpdpbusd zmm1, zmm14, [rdx+0B4h]{1to16}
11be  vpandd zmm14, zmm18, zmm2
11c4  vpternlogd zmm14, zmm6, zmm4, 0F8h
11cb  vpdpbusd zmm1, zmm14, [rdx+0B8h]{1to16}
11d5  vpandd zmm14, zmm11, zmm2
11db  vpternlogd zmm14, zmm10, zmm4, 0F8h
11e2  vpdpbusd zmm1, zmm14, [rdx+0BCh]{1to16}
11ec  vmovups zmm14, [rcx+140h]
11f6  vmovups zmm19, [rcx+340h]
1200  vcvtdq2ps zmm1, zmm1
1206  vmulps zmm23, zmm14, [rdx+0C0h]{1to16}
1210  vfmadd231ps zmm0, zmm1, zmm23
1216  vfmadd231ps zmm0, zmm19, [rdx+0C4h]{1to16}
1220  vgf2p8affineqb zmm15, zmm15, zmm3, 0
1227  vprord zmm19, zmm5, 1
122e  vpternlogd zmm15, zmm19, zmm4, 0F8h
1235  vpxord zmm1, zmm1, zmm1
123b  vpdpbusd zmm1, zmm15, [rdx+0C8h]{1to16}
1245  vgf2p8affineqb zmm21, zmm21, zmm3, 0
124c  vprord zmm15, zmm9, 1
1253  vpternlogd zmm21, zmm15, zmm4, 0F8h
125a  vpdpbusd zmm1, zmm21, [rdx+0CCh]{1to16}
1264  vgf2p8affineqb zmm20, zmm20, zmm3, 0
126b  vprord zmm21, zmm12, 1
1272  vpternlogd zmm20, zmm21, zmm4, 0F8h
1279  vpdpbusd zmm1, zmm20, [rdx+0D0h]{1to16}
1283  vgf2p8affineqb zmm8, zmm8, zmm3, 0
128a  vprord zmm20, zmm16, 1
1291  vpternlogd zmm8, zmm20, zmm4, 0F8h
1298  vpdpbusd zmm1, zmm8, [rdx+0D4h]{1to16}
12a2  vgf2p8affineqb zmm17, zmm17, zmm3, 0
12a9  vprord zmm8, zmm7, 1
12b0  vpternlogd zmm17, zmm8, zmm4, 0F8h
12b7  vpdpbusd zmm1, zmm17, [rdx+0D8h]{1to16}
12c1  vgf2p8affineqb zmm22, zmm22, zmm3, 0
12c8  vprord zmm17, zmm13, 1
12cf  vpternlogd zmm22, zmm17, zmm4, 0F8h
12d6  vpdpbusd zmm1, zmm22, [rdx+0DCh]{1to16}
12e0  vgf2p8affineqb zmm18, zmm18, zmm3, 0
12e7  vprord zmm22, zmm6, 1
12ee  vpternlogd zmm18, zmm22, zmm4, 0F8h
12f5  vpdpbusd zmm1, zmm18, [rdx+0E0h]{1to16}
12ff  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1306  vprord zmm18, zmm10, 1
130d  vpternlogd zmm11, zmm18, zmm4, 0F8h
1314  vpdpbusd zmm1, zmm11, [rdx+0E4h]{1to16}
131e  vmovups zmm11, [rcx+180h]
1328  vmovups zmm18, [rcx+380h]
1332  vcvtdq2ps zmm1, zmm1
1338  vmulps zmm22, zmm11, [rdx+0E8h]{1to16}
1342  vfmadd231ps zmm0, zmm1, zmm22
1348  vfmadd231ps zmm0, zmm18, [rdx+0ECh]{1to16}
1352  prefetcht0 [r9+0A00h]
135a  prefetcht1 [r9+2A00h]
1362  prefetcht0 [r9+0A40h]
136a  prefetcht1 [r9+2A40h]
1372  prefetcht0 [r9+0A80h]
137a  prefetcht1 [r9+2A80h]
1382  prefetcht0 [r9+0AC0h]
138a  prefetcht1 [r9+2AC0h]
1392  vmovups ymm18, [rdi+90h]
139c  vmovups ymm11, [rdi+r8+90h]
13a7  vmovups ymm22, [rdi+r8*2+90h]
13b2  vmovups ymm17, [rdi+rax+90h]
13bd  lea r10, [rdi+r8*4]
13c5  vinserti64x4 zmm18, zmm18, [r10+90h], 1
13d0  vinserti64x4 zmm11, zmm11, [r10+r8+90h], 1
13dc  vinserti64x4 zmm22, zmm22, [r10+r8*2+90h], 1
13e8  vinserti64x4 zmm17, zmm17, [r10+rax+90h], 1
13f4  vpunpckldq zmm19, zmm18, zmm11
13fa  vpunpckhdq zmm11, zmm18, zmm11
1400  vpunpckldq zmm18, zmm22, zmm17
1406  vpunpckhdq zmm17, zmm22, zmm17
140c  vpunpcklqdq zmm22, zmm19, zmm18
1412  vpunpckhqdq zmm18, zmm19, zmm18
1418  vpunpcklqdq zmm19, zmm11, zmm17
141e  vpunpckhqdq zmm17, zmm11, zmm17
1424  lea r10, [r10+r8*4]
142c  vmovups ymm8, [r10+90h]
1436  vmovups ymm20, [r10+r8+90h]
1441  vmovups ymm21, [r10+r8*2+90h]
144c  vmovups ymm15, [r10+rax+90h]
1457  lea r10, [r10+r8*4]
145f  vinserti64x4 zmm8, zmm8, [r10+90h], 1
146a  vinserti64x4 zmm20, zmm20, [r10+r8+90h], 1
1476  vinserti64x4 zmm21, zmm21, [r10+r8*2+90h], 1
1482  vinserti64x4 zmm15, zmm15, [r10+rax+90h], 1
148e  vpunpckldq zmm11, zmm8, zmm20
1494  vpunpckhdq zmm20, zmm8, zmm20
149a  vpunpckldq zmm8, zmm21, zmm15
14a0  vpunpckhdq zmm15, zmm21, zmm15
14a6  vpunpcklqdq zmm21, zmm11, zmm8
14ac  vpunpckhqdq zmm8, zmm11, zmm8
14b2  vpunpcklqdq zmm11, zmm20, zmm15
14b8  vpunpckhqdq zmm15, zmm20, zmm15
14be  vshufi32x4 zmm20, zmm22, zmm21, 88h
14c5  vshufi32x4 zmm21, zmm22, zmm21, 0DDh
14cc  vshufi32x4 zmm22, zmm18, zmm8, 88h
14d3  vshufi32x4 zmm8, zmm18, zmm8, 0DDh
14da  vshufi32x4 zmm18, zmm19, zmm11, 88h
14e1  vshufi32x4 zmm11, zmm19, zmm11, 0DDh
14e8  vshufi32x4 zmm19, zmm17, zmm15, 88h
14ef  vshufi32x4 zmm15, zmm17, zmm15, 0DDh
14f6  vpandd zmm17, zmm20, zmm2
14fc  vprord zmm14, zmm5, 2
1503  vpternlogd zmm17, zmm14, zmm4, 0F8h
150a  vpxord zmm1, zmm1, zmm1
1510  vpdpbusd zmm1, zmm17, [rdx+0F0h]{1to16}
151a  vpandd zmm17, zmm22, zmm2
1520  vprord zmm14, zmm9, 2
1527  vpternlogd zmm17, zmm14, zmm4, 0F8h
152e  vpdpbusd zmm1, zmm17, [rdx+0F4h]{1to16}
1538  vpandd zmm17, zmm18, zmm2
153e  vprord zmm14, zmm12, 2
1545  vpternlogd zmm17, zmm14, zmm4, 0F8h
154c  vpdpbusd zmm1, zmm17, [rdx+0F8h]{1to16}
1556  vpandd zmm17, zmm19, zmm2
155c  vprord zmm14, zmm16, 2
1563  vpternlogd zmm17, zmm14, zmm4, 0F8h
156a  vpdpbusd zmm1, zmm17, [rdx+0FCh]{1to16}
1574  vpandd zmm17, zmm21, zmm2
157a  vprord zmm14, zmm7, 2
1581  vpternlogd zmm17, zmm14, zmm4, 0F8h
1588  vpdpbusd zmm1, zmm17, [rdx+100h]{1to16}
1592  vpandd zmm17, zmm8, zmm2
1598  vprord zmm14, zmm13, 2
159f  vpternlogd zmm17, zmm14, zmm4, 0F8h
15a6  vpdpbusd zmm1, zmm17, [rdx+104h]{1to16}
15b0  vpandd zmm17, zmm11, zmm2
15b6  vprord zmm14, zmm6, 2
15bd  vpternlogd zmm17, zmm14, zmm4, 0F8h
15c4  vpdpbusd zmm1, zmm17, [rdx+108h]{1to16}
15ce  vpandd zmm17, zmm15, zmm2
15d4  vprord zmm14, zmm10, 2
15db  vpternlogd zmm17, zmm14, zmm4, 0F8h
15e2  vpdpbusd zmm1, zmm17, [rdx+10Ch]{1to16}
15ec  vmovups zmm17, [rcx+1C0h]
15f6  vmovups zmm14, [rcx+3C0h]
1600  vcvtdq2ps zmm1, zmm1
1606  vmulps zmm23, zmm17, [rdx+110h]{1to16}
1610  vfmadd231ps zmm0, zmm1, zmm23
1616  vfmadd231ps zmm0, zmm14, [rdx+114h]{1to16}
1620  vgf2p8affineqb zmm20, zmm20, zmm3, 0
1627  vprord zmm14, zmm5, 3
162e  vpternlogd zmm20, zmm14, zmm4, 0F8h
1635  vpxord zmm1, zmm1, zmm1
163b  vpdpbusd zmm1, zmm20, [rdx+118h]{1to16}
1645  vgf2p8affineqb zmm22, zmm22, zmm3, 0
164c  vprord zmm20, zmm9, 3
1653  vpternlogd zmm22, zmm20, zmm4, 0F8h
165a  vpdpbusd zmm1, zmm22, [rdx+11Ch]{1to16}
1664  vgf2p8affineqb zmm18, zmm18, zmm3, 0
166b  vprord zmm22, zmm12, 3
1672  vpternlogd zmm18, zmm22, zmm4, 0F8h
1679  vpdpbusd zmm1, zmm18, [rdx+120h]{1to16}
1683  vgf2p8affineqb zmm19, zmm19, zmm3, 0
168a  vprord zmm18, zmm16, 3
1691  vpternlogd zmm19, zmm18, zmm4, 0F8h
1698  vpdpbusd zmm1, zmm19, [rdx+124h]{1to16}
16a2  vgf2p8affineqb zmm21, zmm21, zmm3, 0
16a9  vprord zmm19, zmm7, 3
16b0  vpternlogd zmm21, zmm19, zmm4, 0F8h
16b7  vpdpbusd zmm1, zmm21, [rdx+128h]{1to16}
16c1  vgf2p8affineqb zmm8, zmm8, zmm3, 0
16c8  vprord zmm21, zmm13, 3
16cf  vpternlogd zmm8, zmm21, zmm4, 0F8h
16d6  vpdpbusd zmm1, zmm8, [rdx+12Ch]{1to16}
16e0  vgf2p8affineqb zmm11, zmm11, zmm3, 0
16e7  vprord zmm8, zmm6, 3
16ee  vpternlogd zmm11, zmm8, zmm4, 0F8h
16f5  vpdpbusd zmm1, zmm11, [rdx+130h]{1to16}
16ff  vgf2p8affineqb zmm15, zmm15, zmm3, 0
1706  vprord zmm11, zmm10, 3
170d  vpternlogd zmm15, zmm11, zmm4, 0F8h
1714  vpdpbusd zmm1, zmm15, [rdx+134h]{1to16}
171e  vmovups zmm15, [rcx+200h]
1728  vmovups zmm11, [rcx+400h]
1732  vcvtdq2ps zmm1, zmm1
1738  vmulps zmm8, zmm15, [rdx+138h]{1to16}
1742  vfmadd231ps zmm0, zmm1, zmm8
1748  vfmadd231ps zmm0, zmm11, [rdx+13Ch]{1to16}
1752  add rdi, 0B0h
1759  add r9, 0B00h
1760  add rdx, 140h
1767  add rsi, 0FFFFFFFFFFFFFFF8h
176e  jg near 30h
1774  vmovups [rcx], zmm0
177e  vzeroupper
1781  ret
17c0  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
1800  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1840  10101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010
1880  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
18c0  000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf
1900  30303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030
1940  3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f
1980  ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000
