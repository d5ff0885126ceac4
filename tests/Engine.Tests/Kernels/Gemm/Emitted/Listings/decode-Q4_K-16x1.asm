0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 1280h]
001c  vmovups zmm3, [rel 12C0h]
0026  prefetcht0 [r9]
002e  prefetcht1 [r9+2000h]
0036  prefetcht0 [r9+40h]
003e  prefetcht1 [r9+2040h]
0046  prefetcht0 [r9+80h]
004e  prefetcht1 [r9+2080h]
0056  prefetcht0 [r9+0C0h]
005e  prefetcht1 [r9+20C0h]
0066  prefetcht0 [r9+100h]
006e  prefetcht1 [r9+2100h]
0076  prefetcht0 [r9+140h]
007e  prefetcht1 [r9+2140h]
0086  prefetcht0 [r9+180h]
008e  prefetcht1 [r9+2180h]
0096  prefetcht0 [r9+1C0h]
009e  prefetcht1 [r9+21C0h]
00a6  vmovups ymm4, [rdi]
00b0  vmovups ymm5, [rdi+r8]
00bb  vmovups ymm6, [rdi+r8*2]
00c6  vmovups ymm7, [rdi+rax]
00d1  lea r10, [rdi+r8*4]
00d9  vinserti64x4 zmm4, zmm4, [r10], 1
00e4  vinserti64x4 zmm5, zmm5, [r10+r8], 1
00f0  vinserti64x4 zmm6, zmm6, [r10+r8*2], 1
00fc  vinserti64x4 zmm7, zmm7, [r10+rax], 1
0108  vpunpckldq zmm12, zmm4, zmm5
010e  vpunpckhdq zmm5, zmm4, zmm5
0114  vpunpckldq zmm4, zmm6, zmm7
011a  vpunpckhdq zmm7, zmm6, zmm7
0120  vpunpcklqdq zmm6, zmm12, zmm4
0126  vpunpckhqdq zmm4, zmm12, zmm4
012c  vpunpcklqdq zmm12, zmm5, zmm7
0132  vpunpckhqdq zmm7, zmm5, zmm7
0138  lea r10, [r10+r8*4]
0140  vmovups ymm8, [r10]
014a  vmovups ymm9, [r10+r8]
0155  vmovups ymm10, [r10+r8*2]
0160  vmovups ymm11, [r10+rax]
016b  lea r10, [r10+r8*4]
0173  vinserti64x4 zmm8, zmm8, [r10], 1
017e  vinserti64x4 zmm9, zmm9, [r10+r8], 1
018a  vinserti64x4 zmm10, zmm10, [r10+r8*2], 1
0196  vinserti64x4 zmm11, zmm11, [r10+rax], 1
01a2  vpunpckldq zmm5, zmm8, zmm9
01a8  vpunpckhdq zmm9, zmm8, zmm9
01ae  vpunpckldq zmm8, zmm10, zmm11
01b4  vpunpckhdq zmm11, zmm10, zmm11
01ba  vpunpcklqdq zmm10, zmm5, zmm8
01c0  vpunpckhqdq zmm8, zmm5, zmm8
01c6  vpunpcklqdq zmm5, zmm9, zmm11
01cc  vpunpckhqdq zmm11, zmm9, zmm11
01d2  vshufi32x4 zmm9, zmm6, zmm10, 88h
01d9  vshufi32x4 zmm10, zmm6, zmm10, 0DDh
01e0  vshufi32x4 zmm6, zmm4, zmm8, 88h
01e7  vshufi32x4 zmm8, zmm4, zmm8, 0DDh
01ee  vshufi32x4 zmm4, zmm12, zmm5, 88h
01f5  vshufi32x4 zmm5, zmm12, zmm5, 0DDh
01fc  vshufi32x4 zmm12, zmm7, zmm11, 88h
0203  vshufi32x4 zmm11, zmm7, zmm11, 0DDh
020a  vmovups zmm15, [rel 1300h]
0214  vpermw zmm7, zmm15, zmm9
021a  vextracti64x4 ymm13, zmm7, 1
0221  vcvtph2ps zmm13, ymm13
0227  vcvtph2ps zmm7, ymm7
022d  vmulps zmm13, zmm13, [rel 1340h]
0237  vpsrld zmm14, zmm12, 4
023e  vpandd zmm12, zmm12, [rel 1280h]
0248  vpsrld zmm15, zmm6, 2
024f  vpandd zmm15, zmm15, [rel 1380h]
0259  vpxord zmm12, zmm12, zmm15
025f  vpandd zmm14, zmm14, [rel 1280h]
0269  vpsrld zmm15, zmm4, 2
0270  vpandd zmm15, zmm15, [rel 1380h]
027a  vpxord zmm14, zmm14, zmm15
0280  vpandd zmm6, zmm6, [rel 13C0h]
028a  vpandd zmm4, zmm4, [rel 13C0h]
0294  vpsrld zmm15, zmm6, 0
029b  vpandd zmm15, zmm15, [rel 1400h]
02a5  vcvtdq2ps zmm15, zmm15
02ab  vmulps zmm15, zmm15, zmm7
02b1  vmovups [rcx+40h], zmm15
02bb  vpsrld zmm15, zmm6, 8
02c2  vpandd zmm15, zmm15, [rel 1400h]
02cc  vcvtdq2ps zmm15, zmm15
02d2  vmulps zmm15, zmm15, zmm7
02d8  vmovups [rcx+80h], zmm15
02e2  vpsrld zmm15, zmm6, 10h
02e9  vpandd zmm15, zmm15, [rel 1400h]
02f3  vcvtdq2ps zmm15, zmm15
02f9  vmulps zmm15, zmm15, zmm7
02ff  vmovups [rcx+0C0h], zmm15
0309  vpsrld zmm15, zmm6, 18h
0310  vcvtdq2ps zmm15, zmm15
0316  vmulps zmm15, zmm15, zmm7
031c  vmovups [rcx+100h], zmm15
0326  vpsrld zmm15, zmm12, 0
032d  vpandd zmm15, zmm15, [rel 1400h]
0337  vcvtdq2ps zmm15, zmm15
033d  vmulps zmm15, zmm15, zmm7
0343  vmovups [rcx+140h], zmm15
034d  vpsrld zmm15, zmm12, 8
0354  vpandd zmm15, zmm15, [rel 1400h]
035e  vcvtdq2ps zmm15, zmm15
0364  vmulps zmm15, zmm15, zmm7
036a  vmovups [rcx+180h], zmm15
0374  vpsrld zmm15, zmm12, 10h
037b  vpandd zmm15, zmm15, [rel 1400h]
0385  vcvtdq2ps zmm15, zmm15
038b  vmulps zmm15, zmm15, zmm7
0391  vmovups [rcx+1C0h], zmm15
039b  vpsrld zmm15, zmm12, 18h
03a2  vcvtdq2ps zmm15, zmm15
03a8  vmulps zmm15, zmm15, zmm7
03ae  vmovups [rcx+200h], zmm15
03b8  vpsrld zmm15, zmm4, 0
03bf  vpandd zmm15, zmm15, [rel 1400h]
03c9  vcvtdq2ps zmm15, zmm15
03cf  vmulps zmm15, zmm15, zmm13
03d5  vmovups [rcx+240h], zmm15
03df  vpsrld zmm15, zmm4, 8
03e6  vpandd zmm15, zmm15, [rel 1400h]
03f0  vcvtdq2ps zmm15, zmm15
03f6  vmulps zmm15, zmm15, zmm13
03fc  vmovups [rcx+280h], zmm15
0406  vpsrld zmm15, zmm4, 10h
040d  vpandd zmm15, zmm15, [rel 1400h]
0417  vcvtdq2ps zmm15, zmm15
041d  vmulps zmm15, zmm15, zmm13
0423  vmovups [rcx+2C0h], zmm15
042d  vpsrld zmm15, zmm4, 18h
0434  vcvtdq2ps zmm15, zmm15
043a  vmulps zmm15, zmm15, zmm13
0440  vmovups [rcx+300h], zmm15
044a  vpsrld zmm15, zmm14, 0
0451  vpandd zmm15, zmm15, [rel 1400h]
045b  vcvtdq2ps zmm15, zmm15
0461  vmulps zmm15, zmm15, zmm13
0467  vmovups [rcx+340h], zmm15
0471  vpsrld zmm15, zmm14, 8
0478  vpandd zmm15, zmm15, [rel 1400h]
0482  vcvtdq2ps zmm15, zmm15
0488  vmulps zmm15, zmm15, zmm13
048e  vmovups [rcx+380h], zmm15
0498  vpsrld zmm15, zmm14, 10h
049f  vpandd zmm15, zmm15, [rel 1400h]
04a9  vcvtdq2ps zmm15, zmm15
04af  vmulps zmm15, zmm15, zmm13
04b5  vmovups [rcx+3C0h], zmm15
04bf  vpsrld zmm15, zmm14, 18h
04c6  vcvtdq2ps zmm15, zmm15
04cc  vmulps zmm15, zmm15, zmm13
04d2  vmovups [rcx+400h], zmm15
04dc  prefetcht0 [r9+200h]
04e4  prefetcht1 [r9+2200h]
04ec  prefetcht0 [r9+240h]
04f4  prefetcht1 [r9+2240h]
04fc  prefetcht0 [r9+280h]
0504  prefetcht1 [r9+2280h]
050c  prefetcht0 [r9+2C0h]
0514  prefetcht1 [r9+22C0h]
051c  prefetcht0 [r9+300h]
0524  prefetcht1 [r9+2300h]
052c  prefetcht0 [r9+340h]
0534  prefetcht1 [r9+2340h]
053c  prefetcht0 [r9+380h]
0544  prefetcht1 [r9+2380h]
054c  prefetcht0 [r9+3C0h]
0554  prefetcht1 [r9+23C0h]
055c  vmovups ymm11, [rdi+10h]
0566  vmovups ymm5, [rdi+r8+10h]
0571  vmovups ymm8, [rdi+r8*2+10h]
057c  vmovups ymm10, [rdi+rax+10h]
0587  lea r10, [rdi+r8*4]
058f  vinserti64x4 zmm11, zmm11, [r10+10h], 1
059a  vinserti64x4 zmm5, zmm5, [r10+r8+10h], 1
05a6  vinserti64x4 zmm8, zmm8, [r10+r8*2+10h], 1
05b2  vinserti64x4 zmm10, zmm10, [r10+rax+10h], 1
05be  vpunpckldq zmm15, zmm11, zmm5
05c4  vpunpckhdq zmm5, zmm11, zmm5
05ca  vpunpckldq zmm11, zmm8, zmm10
05d0  vpunpckhdq zmm10, zmm8, zmm10
05d6  vpunpcklqdq zmm8, zmm15, zmm11
05dc  vpunpckhqdq zmm11, zmm15, zmm11
05e2  vpunpcklqdq zmm15, zmm5, zmm10
05e8  vpunpckhqdq zmm10, zmm5, zmm10
05ee  lea r10, [r10+r8*4]
05f6  vmovups ymm12, [r10+10h]
0600  vmovups ymm4, [r10+r8+10h]
060b  vmovups ymm6, [r10+r8*2+10h]
0616  vmovups ymm9, [r10+rax+10h]
0621  lea r10, [r10+r8*4]
0629  vinserti64x4 zmm12, zmm12, [r10+10h], 1
0634  vinserti64x4 zmm4, zmm4, [r10+r8+10h], 1
0640  vinserti64x4 zmm6, zmm6, [r10+r8*2+10h], 1
064c  vinserti64x4 zmm9, zmm9, [r10+rax+10h], 1
0658  vpunpckldq zmm5, zmm12, zmm4
065e  vpunpckhdq zmm4, zmm12, zmm4
0664  vpunpckldq zmm12, zmm6, zmm9
066a  vpunpckhdq zmm9, zmm6, zmm9
0670  vpunpcklqdq zmm6, zmm5, zmm12
0676  vpunpckhqdq zmm12, zmm5, zmm12
067c  vpunpcklqdq zmm5, zmm4, zmm9
0682  vpunpckhqdq zmm9, zmm4, zmm9
0688  vshufi32x4 zmm4, zmm8, zmm6, 88h
068f  vshufi32x4 zmm6, zmm8, zmm6, 0DDh
0696  vshufi32x4 zmm8, zmm11, zmm12, 88h
069d  vshufi32x4 zmm12, zmm11, zmm12, 0DDh
06a4  vshufi32x4 zmm11, zmm15, zmm5, 88h
06ab  vshufi32x4 zmm5, zmm15, zmm5, 0DDh
06b2  vshufi32x4 zmm15, zmm10, zmm9, 88h
06b9  vshufi32x4 zmm9, zmm10, zmm9, 0DDh
06c0  vpandd zmm10, zmm4, zmm2
06c6  vpxord zmm1, zmm1, zmm1
06cc  vpdpbusd zmm1, zmm10, [rdx]{1to16}
06d6  vpandd zmm10, zmm8, zmm2
06dc  vpdpbusd zmm1, zmm10, [rdx+4]{1to16}
06e6  vpandd zmm10, zmm11, zmm2
06ec  vpdpbusd zmm1, zmm10, [rdx+8]{1to16}
06f6  vpandd zmm10, zmm15, zmm2
06fc  vpdpbusd zmm1, zmm10, [rdx+0Ch]{1to16}
0706  vpandd zmm10, zmm6, zmm2
070c  vpdpbusd zmm1, zmm10, [rdx+10h]{1to16}
0716  vpandd zmm10, zmm12, zmm2
071c  vpdpbusd zmm1, zmm10, [rdx+14h]{1to16}
0726  vpandd zmm10, zmm5, zmm2
072c  vpdpbusd zmm1, zmm10, [rdx+18h]{1to16}
0736  vpandd zmm10, zmm9, zmm2
073c  vpdpbusd zmm1, zmm10, [rdx+1Ch]{1to16}
0746  vmovups zmm10, [rcx+40h]
0750  vmovups zmm14, [rcx+240h]
075a  vcvtdq2ps zmm1, zmm1
0760  vmulps zmm13, zmm10, [rdx+20h]{1to16}
076a  vfmadd231ps zmm0, zmm1, zmm13
0770  vfmadd231ps zmm0, zmm14, [rdx+24h]{1to16}
077a  vgf2p8affineqb zmm4, zmm4, zmm3, 0
0781  vpxord zmm1, zmm1, zmm1
0787  vpdpbusd zmm1, zmm4, [rdx+28h]{1to16}
0791  vgf2p8affineqb zmm8, zmm8, zmm3, 0
0798  vpdpbusd zmm1, zmm8, [rdx+2Ch]{1to16}
07a2  vgf2p8affineqb zmm11, zmm11, zmm3, 0
07a9  vpdpbusd zmm1, zmm11, [rdx+30h]{1to16}
07b3  vgf2p8affineqb zmm15, zmm15, zmm3, 0
07ba  vpdpbusd zmm1, zmm15, [rdx+34h]{1to16}
07c4  vgf2p8affineqb zmm6, zmm6, zmm3, 0
07cb  vpdpbusd zmm1, zmm6, [rdx+38h]{1to16}
07d5  vgf2p8affineqb zmm12, zmm12, zmm3, 0
07dc  vpdpbusd zmm1, zmm12, [rdx+3Ch]{1to16}
07e6  vgf2p8affineqb zmm5, zmm5, zmm3, 0
07ed  vpdpbusd zmm1, zmm5, [rdx+40h]{1to16}
07f7  vgf2p8affineqb zmm9, zmm9, zmm3, 0
07fe  vpdpbusd zmm1, zmm9, [rdx+44h]{1to16}
0808  vmovups zmm9, [rcx+80h]
0812  vmovups zmm5, [rcx+280h]
081c  vcvtdq2ps zmm1, zmm1
0822  vmulps zmm12, zmm9, [rdx+48h]{1to16}
082c  vfmadd231ps zmm0, zmm1, zmm12
0832  vfmadd231ps zmm0, zmm5, [rdx+4Ch]{1to16}
083c  prefetcht0 [r9+400h]
0844  prefetcht1 [r9+2400h]
084c  prefetcht0 [r9+440h]
0854  prefetcht1 [r9+2440h]
085c  prefetcht0 [r9+480h]
0864  prefetcht1 [r9+2480h]
086c  prefetcht0 [r9+4C0h]
0874  prefetcht1 [r9+24C0h]
087c  prefetcht0 [r9+500h]
0884  prefetcht1 [r9+2500h]
088c  prefetcht0 [r9+540h]
0894  prefetcht1 [r9+2540h]
089c  prefetcht0 [r9+580h]
08a4  prefetcht1 [r9+2580h]
08ac  prefetcht0 [r9+5C0h]
08b4  prefetcht1 [r9+25C0h]
08bc  vmovups ymm5, [rdi+30h]
08c6  vmovups ymm9, [rdi+r8+30h]
08d1  vmovups ymm12, [rdi+r8*2+30h]
08dc  vmovups ymm6, [rdi+rax+30h]
08e7  lea r10, [rdi+r8*4]
08ef  vinserti64x4 zmm5, zmm5, [r10+30h], 1
08fa  vinserti64x4 zmm9, zmm9, [r10+r8+30h], 1
0906  vinserti64x4 zmm12, zmm12, [r10+r8*2+30h], 1
0912  vinserti64x4 zmm6, zmm6, [r10+rax+30h], 1
091e  vpunpckldq zmm14, zmm5, zmm9
0924  vpunpckhdq zmm9, zmm5, zmm9
092a  vpunpckldq zmm5, zmm12, zmm6
0930  vpunpckhdq zmm6, zmm12, zmm6
0936  vpunpcklqdq zmm12, zmm14, zmm5
093c  vpunpckhqdq zmm5, zmm14, zmm5
0942  vpunpcklqdq zmm14, zmm9, zmm6
0948  vpunpckhqdq zmm6, zmm9, zmm6
094e  lea r10, [r10+r8*4]
0956  vmovups ymm15, [r10+30h]
0960  vmovups ymm11, [r10+r8+30h]
096b  vmovups ymm8, [r10+r8*2+30h]
0976  vmovups ymm4, [r10+rax+30h]
0981  lea r10, [r10+r8*4]
0989  vinserti64x4 zmm15, zmm15, [r10+30h], 1
0994  vinserti64x4 zmm11, zmm11, [r10+r8+30h], 1
09a0  vinserti64x4 zmm8, zmm8, [r10+r8*2+30h], 1
09ac  vinserti64x4 zmm4, zmm4, [r10+rax+30h], 1
09b8  vpunpckldq zmm9, zmm15, zmm11
09be  vpunpckhdq zmm11, zmm15, zmm11
09c4  vpunpckldq zmm15, zmm8, zmm4
09ca  vpunpckhdq zmm4, zmm8, zmm4
09d0  vpunpcklqdq zmm8, zmm9, zmm15
09d6  vpunpckhqdq zmm15, zmm9, zmm15
09dc  vpunpcklqdq zmm9, zmm11, zmm4
09e2  vpunpckhqdq zmm4, zmm11, zmm4
09e8  vshufi32x4 zmm11, zmm12, zmm8, 88h
09ef  vshufi32x4 zmm8, zmm12, zmm8, 0DDh
09f6  vshufi32x4 zmm12, zmm5, zmm15, 88h
09fd  vshufi32x4 zmm15, zmm5, zmm15, 0DDh
0a04  vshufi32x4 zmm5, zmm14, zmm9, 88h
0a0b  vshufi32x4 zmm9, zmm14, zmm9, 0DDh
0a12  vshufi32x4 zmm14, zmm6, zmm4, 88h
0a19  vshufi32x4 zmm4, zmm6, zmm4, 0DDh
0a20  vpandd zmm6, zmm11, zmm2
0a26  vpxord zmm1, zmm1, zmm1
0a2c  vpdpbusd zmm1, zmm6, [rdx+50h]{1to16}
0a36  vpandd zmm6, zmm12, zmm2
0a3c  vpdpbusd zmm1, zmm6, [rdx+54h]{1to16}
0a46  vpandd zmm6, zmm5, zmm2
0a4c  vpdpbusd zmm1, zmm6, [rdx+58h]{1to16}
0a56  vpandd zmm6, zmm14, zmm2
0a5c  vpdpbusd zmm1, zmm6, [rdx+5Ch]{1to16}
0a66  vpandd zmm6, zmm8, zmm2
0a6c  vpdpbusd zmm1, zmm6, [rdx+60h]{1to16}
0a76  vpandd zmm6, zmm15, zmm2
0a7c  vpdpbusd zmm1, zmm6, [rdx+64h]{1to16}
0a86  vpandd zmm6, zmm9, zmm2
0a8c  vpdpbusd zmm1, zmm6, [rdx+68h]{1to16}
0a96  vpandd zmm6, zmm4, zmm2
0a9c  vpdpbusd zmm1, zmm6, [rdx+6Ch]{1to16}
0aa6  vmovups zmm6, [rcx+0C0h]
0ab0  vmovups zmm10, [rcx+2C0h]
0aba  vcvtdq2ps zmm1, zmm1
0ac0  vmulps zmm13, zmm6, [rdx+70h]{1to16}
0aca  vfmadd231ps zmm0, zmm1, zmm13
0ad0  vfmadd231ps zmm0, zmm10, [rdx+74h]{1to16}
0ada  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0ae1  vpxord zmm1, zmm1, zmm1
0ae7  vpdpbusd zmm1, zmm11, [rdx+78h]{1to16}
0af1  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0af8  vpdpbusd zmm1, zmm12, [rdx+7Ch]{1to16}
0b02  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0b09  vpdpbusd zmm1, zmm5, [rdx+80h]{1to16}
0b13  vgf2p8affineqb zmm14, zmm14, zmm3, 0
0b1a  vpdpbusd zmm1, zmm14, [rdx+84h]{1to16}
0b24  vgf2p8affineqb zmm8, zmm8, zmm3, 0
0b2b  vpdpbusd zmm1, zmm8, [rdx+88h]{1to16}
0b35  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0b3c  vpdpbusd zmm1, zmm15, [rdx+8Ch]{1to16}
0b46  vgf2p8affineqb zmm9, zmm9, zmm3, 0
0b4d  vpdpbusd zmm1, zmm9, [rdx+90h]{1to16}
0b57  vgf2p8affineqb zmm4, zmm4, zmm3, 0
0b5e  vpdpbusd zmm1, zmm4, [rdx+94h]{1to16}
0b68  vmovups zmm4, [rcx+100h]
0b72  vmovups zmm9, [rcx+300h]
0b7c  vcvtdq2ps zmm1, zmm1
0b82  vmulps zmm15, zmm4, [rdx+98h]{1to16}
0b8c  vfmadd231ps zmm0, zmm1, zmm15
0b92  vfmadd231ps zmm0, zmm9, [rdx+9Ch]{1to16}
0b9c  prefetcht0 [r9+600h]
0ba4  prefetcht1 [r9+2600h]
0bac  prefetcht0 [r9+640h]
0bb4  prefetcht1 [r9+2640h]
0bbc  prefetcht0 [r9+680h]
0bc4  prefetcht1 [r9+2680h]
0bcc  prefetcht0 [r9+6C0h]
0bd4  prefetcht1 [r9+26C0h]
0bdc  prefetcht0 [r9+700h]
0be4  prefetcht1 [r9+2700h]
0bec  prefetcht0 [r9+740h]
0bf4  prefetcht1 [r9+2740h]
0bfc  prefetcht0 [r9+780h]
0c04  prefetcht1 [r9+2780h]
0c0c  prefetcht0 [r9+7C0h]
0c14  prefetcht1 [r9+27C0h]
0c1c  vmovups ymm9, [rdi+50h]
0c26  vmovups ymm4, [rdi+r8+50h]
0c31  vmovups ymm15, [rdi+r8*2+50h]
0c3c  vmovups ymm8, [rdi+rax+50h]
0c47  lea r10, [rdi+r8*4]
0c4f  vinserti64x4 zmm9, zmm9, [r10+50h], 1
0c5a  vinserti64x4 zmm4, zmm4, [r10+r8+50h], 1
0c66  vinserti64x4 zmm15, zmm15, [r10+r8*2+50h], 1
0c72  vinserti64x4 zmm8, zmm8, [r10+rax+50h], 1
0c7e  vpunpckldq zmm10, zmm9, zmm4
0c84  vpunpckhdq zmm4, zmm9, zmm4
0c8a  vpunpckldq zmm9, zmm15, zmm8
0c90  vpunpckhdq zmm8, zmm15, zmm8
0c96  vpunpcklqdq zmm15, zmm10, zmm9
0c9c  vpunpckhqdq zmm9, zmm10, zmm9
0ca2  vpunpcklqdq zmm10, zmm4, zmm8
0ca8  vpunpckhqdq zmm8, zmm4, zmm8
0cae  lea r10, [r10+r8*4]
0cb6  vmovups ymm14, [r10+50h]
0cc0  vmovups ymm5, [r10+r8+50h]
0ccb  vmovups ymm12, [r10+r8*2+50h]
0cd6  vmovups ymm11, [r10+rax+50h]
0ce1  lea r10, [r10+r8*4]
0ce9  vinserti64x4 zmm14, zmm14, [r10+50h], 1
0cf4  vinserti64x4 zmm5, zmm5, [r10+r8+50h], 1
0d00  vinserti64x4 zmm12, zmm12, [r10+r8*2+50h], 1
0d0c  vinserti64x4 zmm11, zmm11, [r10+rax+50h], 1
0d18  vpunpckldq zmm4, zmm14, zmm5
0d1e  vpunpckhdq zmm5, zmm14, zmm5
0d24  vpunpckldq zmm14, zmm12, zmm11
0d2a  vpunpckhdq zmm11, zmm12, zmm11
0d30  vpunpcklqdq zmm12, zmm4, zmm14
0d36  vpunpckhqdq zmm14, zmm4, zmm14
0d3c  vpunpcklqdq zmm4, zmm5, zmm11
0d42  vpunpckhqdq zmm11, zmm5, zmm11
0d48  vshufi32x4 zmm5, zmm15, zmm12, 88h
0d4f  vshufi32x4 zmm12, zmm15, zmm12, 0DDh
0d56  vshufi32x4 zmm15, zmm9, zmm14, 88h
0d5d  vshufi32x4 zmm14, zmm9, zmm14, 0DDh
0d64  vshufi32x4 zmm9, zmm10, zmm4, 88h
0d6b  vshufi32x4 zmm4, zmm10, zmm4, 0DDh
0d72  vshufi32x4 zmm10, zmm8, zmm11, 88h
0d79  vshufi32x4 zmm11, zmm8, zmm11, 0DDh
0d80  vpandd zmm8, zmm5, zmm2
0d86  vpxord zmm1, zmm1, zmm1
0d8c  vpdpbusd zmm1, zmm8, [rdx+0A0h]{1to16}
0d96  vpandd zmm8, zmm15, zmm2
0d9c  vpdpbusd zmm1, zmm8, [rdx+0A4h]{1to16}
0da6  vpandd zmm8, zmm9, zmm2
0dac  vpdpbusd zmm1, zmm8, [rdx+0A8h]{1to16}
0db6  vpandd zmm8, zmm10, zmm2
0dbc  vpdpbusd zmm1, zmm8, [rdx+0ACh]{1to16}
0dc6  vpandd zmm8, zmm12, zmm2
0dcc  vpdpbusd zmm1, zmm8, [rdx+0B0h]{1to16}
0dd6  vpandd zmm8, zmm14, zmm2
0ddc  vpdpbusd zmm1, zmm8, [rdx+0B4h]{1to16}
0de6  vpandd zmm8, zmm4, zmm2
0dec  vpdpbusd zmm1, zmm8, [rdx+0B8h]{1to16}
0df6  vpandd zmm8, zmm11, zmm2
0dfc  vpdpbusd zmm1, zmm8, [rdx+0BCh]{1to16}
0e06  vmovups zmm8, [rcx+140h]
0e10  vmovups zmm6, [rcx+340h]
0e1a  vcvtdq2ps zmm1, zmm1
0e20  vmulps zmm13, zmm8, [rdx+0C0h]{1to16}
0e2a  vfmadd231ps zmm0, zmm1, zmm13
0e30  vfmadd231ps zmm0, zmm6, [rdx+0C4h]{1to16}
0e3a  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0e41  vpxord zmm1, zmm1, zmm1
0e47  vpdpbusd zmm1, zmm5, [rdx+0C8h]{1to16}
0e51  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0e58  vpdpbusd zmm1, zmm15, [rdx+0CCh]{1to16}
0e62  vgf2p8affineqb zmm9, zmm9, zmm3, 0
0e69  vpdpbusd zmm1, zmm9, [rdx+0D0h]{1to16}
0e73  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0e7a  vpdpbusd zmm1, zmm10, [rdx+0D4h]{1to16}
0e84  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0e8b  vpdpbusd zmm1, zmm12, [rdx+0D8h]{1to16}
0e95  vgf2p8affineqb zmm14, zmm14, zmm3, 0
0e9c  vpdpbusd zmm1, zmm14, [rdx+0DCh]{1to16}
0ea6  vgf2p8affineqb zmm4, zmm4, zmm3, 0
0ead  vpdpbusd zmm1, zmm4, [rdx+0E0h]{1to16}
0eb7  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0ebe  vpdpbusd zmm1, zmm11, [rdx+0E4h]{1to16}
0ec8  vmovups zmm11, [rcx+180h]
0ed2  vmovups zmm4, [rcx+380h]
0edc  vcvtdq2ps zmm1, zmm1
0ee2  vmulps zmm14, zmm11, [rdx+0E8h]{1to16}
0eec  vfmadd231ps zmm0, zmm1, zmm14
0ef2  vfmadd231ps zmm0, zmm4, [rdx+0ECh]{1to16}
0efc  prefetcht0 [r9+800h]
0f04  prefetcht1 [r9+2800h]
0f0c  prefetcht0 [r9+840h]
0f14  prefetcht1 [r9+2840h]
0f1c  prefetcht0 [r9+880h]
0f24  prefetcht1 [r9+2880h]
0f2c  prefetcht0 [r9+8C0h]
0f34  prefetcht1 [r9+28C0h]
0f3c  vmovups ymm4, [rdi+70h]
0f46  vmovups ymm11, [rdi+r8+70h]
0f51  vmovups ymm14, [rdi+r8*2+70h]
0f5c  vmovups ymm12, [rdi+rax+70h]
0f67  lea r10, [rdi+r8*4]
0f6f  vinserti64x4 zmm4, zmm4, [r10+70h], 1
0f7a  vinserti64x4 zmm11, zmm11, [r10+r8+70h], 1
0f86  vinserti64x4 zmm14, zmm14, [r10+r8*2+70h], 1
0f92  vinserti64x4 zmm12, zmm12, [r10+rax+70h], 1
0f9e  vpunpckldq zmm6, zmm4, zmm11
0fa4  vpunpckhdq zmm11, zmm4, zmm11
0faa  vpunpckldq zmm4, zmm14, zmm12
0fb0  vpunpckhdq zmm12, zmm14, zmm12
0fb6  vpunpcklqdq zmm14, zmm6, zmm4
0fbc  vpunpckhqdq zmm4, zmm6, zmm4
0fc2  vpunpcklqdq zmm6, zmm11, zmm12
0fc8  vpunpckhqdq zmm12, zmm11, zmm12
0fce  lea r10, [r10+r8*4]
0fd6  vmovups ymm10, [r10+70h]
0fe0  vmovups ymm9, [r10+r8+70h]
0feb  vmovups ymm15, [r10+r8*2+70h]
0ff6  vmovups ymm5, [r10+rax+70h]
1001  lea r10, [r10+r8*4]
1009  vinserti64x4 zmm10, zmm10, [r10+70h], 1
1014  vinserti64x4 zmm9, zmm9, [r10+r8+70h], 1
1020  vinserti64x4 zmm15, zmm15, [r10+r8*2+70h], 1
102c  vinserti64x4 zmm5, zmm5, [r10+rax+70h], 1
1038  vpunpckldq zmm11, zmm10, zmm9
103e  vpunpckhdq zmm9, zmm10, zmm9
1044  vpunpckldq zmm10, zmm15, zmm5
104a  vpunpckhdq zmm5, zmm15, zmm5
1050  vpunpcklqdq zmm15, zmm11, zmm10
1056  vpunpckhqdq zmm10, zmm11, zmm10
105c  vpunpcklqdq zmm11, zmm9, zmm5
1062  vpunpckhqdq zmm5, zmm9, zmm5
1068  vshufi32x4 zmm9, zmm14, zmm15, 88h
106f  vshufi32x4 zmm15, zmm14, zmm15, 0DDh
1076  vshufi32x4 zmm14, zmm4, zmm10, 88h
107d  vshufi32x4 zmm10, zmm4, zmm10, 0DDh
1084  vshufi32x4 zmm4, zmm6, zmm11, 88h
108b  vshufi32x4 zmm11, zmm6, zmm11, 0DDh
1092  vshufi32x4 zmm6, zmm12, zmm5, 88h
1099  vshufi32x4 zmm5, zmm12, zmm5, 0DDh
10a0  vpandd zmm12, zmm9, zmm2
10a6  vpxord zmm1, zmm1, zmm1
10ac  vpdpbusd zmm1, zmm12, [rdx+0F0h]{1to16}
10b6  vpandd zmm12, zmm14, zmm2
10bc  vpdpbusd zmm1, zmm12, [rdx+0F4h]{1to16}
10c6  vpandd zmm12, zmm4, zmm2
10cc  vpdpbusd zmm1, zmm12, [rdx+0F8h]{1to16}
10d6  vpandd zmm12, zmm6, zmm2
10dc  vpdpbusd zmm1, zmm12, [rdx+0FCh]{1to16}
10e6  vpandd zmm12, zmm15, zmm2
10ec  vpdpbusd zmm1, zmm12, [rdx+100h]{1to16}
10f6  vpandd zmm12, zmm10, zmm2
10fc  vpdpbusd zmm1, zmm12, [rdx+104h]{1to16}
1106  vpandd zmm12, zmm11, zmm2
110c  vpdpbusd zmm1, zmm12, [rdx+108h]{1to16}
1116  vpandd zmm12, zmm5, zmm2
111c  vpdpbusd zmm1, zmm12, [rdx+10Ch]{1to16}
1126  vmovups zmm12, [rcx+1C0h]
1130  vmovups zmm8, [rcx+3C0h]
113a  vcvtdq2ps zmm1, zmm1
1140  vmulps zmm13, zmm12, [rdx+110h]{1to16}
114a  vfmadd231ps zmm0, zmm1, zmm13
1150  vfmadd231ps zmm0, zmm8, [rdx+114h]{1to16}
115a  vgf2p8affineqb zmm9, zmm9, zmm3, 0
1161  vpxord zmm1, zmm1, zmm1
1167  vpdpbusd zmm1, zmm9, [rdx+118h]{1to16}
1171  vgf2p8affineqb zmm14, zmm14, zmm3, 0
1178  vpdpbusd zmm1, zmm14, [rdx+11Ch]{1to16}
1182  vgf2p8affineqb zmm4, zmm4, zmm3, 0
1189  vpdpbusd zmm1, zmm4, [rdx+120h]{1to16}
1193  vgf2p8affineqb zmm6, zmm6, zmm3, 0
119a  vpdpbusd zmm1, zmm6, [rdx+124h]{1to16}
11a4  vgf2p8affineqb zmm15, zmm15, zmm3, 0
11ab  vpdpbusd zmm1, zmm15, [rdx+128h]{1to16}
11b5  vgf2p8affineqb zmm10, zmm10, zmm3, 0
11bc  vpdpbusd zmm1, zmm10, [rdx+12Ch]{1to16}
11c6  vgf2p8affineqb zmm11, zmm11, zmm3, 0
11cd  vpdpbusd zmm1, zmm11, [rdx+130h]{1to16}
11d7  vgf2p8affineqb zmm5, zmm5, zmm3, 0
11de  vpdpbusd zmm1, zmm5, [rdx+134h]{1to16}
11e8  vmovups zmm5, [rcx+200h]
11f2  vmovups zmm11, [rcx+400h]
11fc  vcvtdq2ps zmm1, zmm1
1202  vmulps zmm10, zmm5, [rdx+138h]{1to16}
120c  vfmadd231ps zmm0, zmm1, zmm10
1212  vfmadd231ps zmm0, zmm11, [rdx+13Ch]{1to16}
121c  add rdi, 90h
1223  add r9, 900h
122a  add rdx, 140h
1231  add rsi, 0FFFFFFFFFFFFFFF8h
1238  jg near 26h
123e  vmovups [rcx], zmm0
1248  vzeroupper
124b  ret
1280  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
12c0  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1300  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
1340  000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf
1380  30303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030
13c0  3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f
1400  ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000
