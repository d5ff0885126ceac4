0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 1D40h]
001c  vmovups zmm3, [rel 1D80h]
0026  vmovups zmm4, [rel 1DC0h]
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
00b0  vmovups ymm5, [rdi+0C0h]
00ba  vmovups ymm6, [rdi+r8+0C0h]
00c5  vmovups ymm7, [rdi+r8*2+0C0h]
00d0  vmovups ymm8, [rdi+rax+0C0h]
00db  lea r10, [rdi+r8*4]
00e3  vinserti64x4 zmm5, zmm5, [r10+0C0h], 1
00ee  vinserti64x4 zmm6, zmm6, [r10+r8+0C0h], 1
00fa  vinserti64x4 zmm7, zmm7, [r10+r8*2+0C0h], 1
0106  vinserti64x4 zmm8, zmm8, [r10+rax+0C0h], 1
0112  vpunpckldq zmm13, zmm5, zmm6
0118  vpunpckhdq zmm6, zmm5, zmm6
011e  vpunpckldq zmm5, zmm7, zmm8
0124  vpunpckhdq zmm8, zmm7, zmm8
012a  vpunpcklqdq zmm7, zmm13, zmm5
0130  vpunpckhqdq zmm5, zmm13, zmm5
0136  vpunpcklqdq zmm13, zmm6, zmm8
013c  vpunpckhqdq zmm8, zmm6, zmm8
0142  lea r10, [r10+r8*4]
014a  vmovups ymm9, [r10+0C0h]
0154  vmovups ymm10, [r10+r8+0C0h]
015f  vmovups ymm11, [r10+r8*2+0C0h]
016a  vmovups ymm12, [r10+rax+0C0h]
0175  lea r10, [r10+r8*4]
017d  vinserti64x4 zmm9, zmm9, [r10+0C0h], 1
0188  vinserti64x4 zmm10, zmm10, [r10+r8+0C0h], 1
0194  vinserti64x4 zmm11, zmm11, [r10+r8*2+0C0h], 1
01a0  vinserti64x4 zmm12, zmm12, [r10+rax+0C0h], 1
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
0214  vmovups zmm14, [rel 1E00h]
021e  vpermw zmm8, zmm14, zmm11
0224  vcvtph2ps zmm8, ymm8
022a  vpslld zmm14, zmm10, 18h
0231  vpsrad zmm14, zmm14, 18h
0238  vcvtdq2ps zmm14, zmm14
023e  vmulps zmm14, zmm14, zmm8
0244  vmovups [rcx+40h], zmm14
024e  vpslld zmm14, zmm10, 10h
0255  vpsrad zmm14, zmm14, 18h
025c  vcvtdq2ps zmm14, zmm14
0262  vmulps zmm14, zmm14, zmm8
0268  vmovups [rcx+80h], zmm14
0272  vpslld zmm14, zmm10, 8
0279  vpsrad zmm14, zmm14, 18h
0280  vcvtdq2ps zmm14, zmm14
0286  vmulps zmm14, zmm14, zmm8
028c  vmovups [rcx+0C0h], zmm14
0296  vpslld zmm14, zmm10, 0
029d  vpsrad zmm14, zmm14, 18h
02a4  vcvtdq2ps zmm14, zmm14
02aa  vmulps zmm14, zmm14, zmm8
02b0  vmovups [rcx+100h], zmm14
02ba  vpslld zmm14, zmm7, 18h
02c1  vpsrad zmm14, zmm14, 18h
02c8  vcvtdq2ps zmm14, zmm14
02ce  vmulps zmm14, zmm14, zmm8
02d4  vmovups [rcx+140h], zmm14
02de  vpslld zmm14, zmm7, 10h
02e5  vpsrad zmm14, zmm14, 18h
02ec  vcvtdq2ps zmm14, zmm14
02f2  vmulps zmm14, zmm14, zmm8
02f8  vmovups [rcx+180h], zmm14
0302  vpslld zmm14, zmm7, 8
0309  vpsrad zmm14, zmm14, 18h
0310  vcvtdq2ps zmm14, zmm14
0316  vmulps zmm14, zmm14, zmm8
031c  vmovups [rcx+1C0h], zmm14
0326  vpslld zmm14, zmm7, 0
032d  vpsrad zmm14, zmm14, 18h
0334  vcvtdq2ps zmm14, zmm14
033a  vmulps zmm14, zmm14, zmm8
0340  vmovups [rcx+200h], zmm14
034a  vpslld zmm14, zmm5, 18h
0351  vpsrad zmm14, zmm14, 18h
0358  vcvtdq2ps zmm14, zmm14
035e  vmulps zmm14, zmm14, zmm8
0364  vmovups [rcx+240h], zmm14
036e  vpslld zmm14, zmm5, 10h
0375  vpsrad zmm14, zmm14, 18h
037c  vcvtdq2ps zmm14, zmm14
0382  vmulps zmm14, zmm14, zmm8
0388  vmovups [rcx+280h], zmm14
0392  vpslld zmm14, zmm5, 8
0399  vpsrad zmm14, zmm14, 18h
03a0  vcvtdq2ps zmm14, zmm14
03a6  vmulps zmm14, zmm14, zmm8
03ac  vmovups [rcx+2C0h], zmm14
03b6  vpslld zmm14, zmm5, 0
03bd  vpsrad zmm14, zmm14, 18h
03c4  vcvtdq2ps zmm14, zmm14
03ca  vmulps zmm14, zmm14, zmm8
03d0  vmovups [rcx+300h], zmm14
03da  vpslld zmm14, zmm13, 18h
03e1  vpsrad zmm14, zmm14, 18h
03e8  vcvtdq2ps zmm14, zmm14
03ee  vmulps zmm14, zmm14, zmm8
03f4  vmovups [rcx+340h], zmm14
03fe  vpslld zmm14, zmm13, 10h
0405  vpsrad zmm14, zmm14, 18h
040c  vcvtdq2ps zmm14, zmm14
0412  vmulps zmm14, zmm14, zmm8
0418  vmovups [rcx+380h], zmm14
0422  vpslld zmm14, zmm13, 8
0429  vpsrad zmm14, zmm14, 18h
0430  vcvtdq2ps zmm14, zmm14
0436  vmulps zmm14, zmm14, zmm8
043c  vmovups [rcx+3C0h], zmm14
0446  vpslld zmm14, zmm13, 0
044d  vpsrad zmm14, zmm14, 18h
0454  vcvtdq2ps zmm14, zmm14
045a  vmulps zmm14, zmm14, zmm8
0460  vmovups [rcx+400h], zmm14
046a  prefetcht0 [r9+200h]
0472  prefetcht1 [r9+2200h]
047a  prefetcht0 [r9+240h]
0482  prefetcht1 [r9+2240h]
048a  prefetcht0 [r9+280h]
0492  prefetcht1 [r9+2280h]
049a  prefetcht0 [r9+2C0h]
04a2  prefetcht1 [r9+22C0h]
04aa  prefetcht0 [r9+300h]
04b2  prefetcht1 [r9+2300h]
04ba  prefetcht0 [r9+340h]
04c2  prefetcht1 [r9+2340h]
04ca  prefetcht0 [r9+380h]
04d2  prefetcht1 [r9+2380h]
04da  prefetcht0 [r9+3C0h]
04e2  prefetcht1 [r9+23C0h]
04ea  vmovups ymm12, [rdi+80h]
04f4  vmovups ymm6, [rdi+r8+80h]
04ff  vmovups ymm9, [rdi+r8*2+80h]
050a  vmovups ymm11, [rdi+rax+80h]
0515  lea r10, [rdi+r8*4]
051d  vinserti64x4 zmm12, zmm12, [r10+80h], 1
0528  vinserti64x4 zmm6, zmm6, [r10+r8+80h], 1
0534  vinserti64x4 zmm9, zmm9, [r10+r8*2+80h], 1
0540  vinserti64x4 zmm11, zmm11, [r10+rax+80h], 1
054c  vpunpckldq zmm14, zmm12, zmm6
0552  vpunpckhdq zmm6, zmm12, zmm6
0558  vpunpckldq zmm12, zmm9, zmm11
055e  vpunpckhdq zmm11, zmm9, zmm11
0564  vpunpcklqdq zmm9, zmm14, zmm12
056a  vpunpckhqdq zmm12, zmm14, zmm12
0570  vpunpcklqdq zmm14, zmm6, zmm11
0576  vpunpckhqdq zmm11, zmm6, zmm11
057c  lea r10, [r10+r8*4]
0584  vmovups ymm13, [r10+80h]
058e  vmovups ymm5, [r10+r8+80h]
0599  vmovups ymm7, [r10+r8*2+80h]
05a4  vmovups ymm10, [r10+rax+80h]
05af  lea r10, [r10+r8*4]
05b7  vinserti64x4 zmm13, zmm13, [r10+80h], 1
05c2  vinserti64x4 zmm5, zmm5, [r10+r8+80h], 1
05ce  vinserti64x4 zmm7, zmm7, [r10+r8*2+80h], 1
05da  vinserti64x4 zmm10, zmm10, [r10+rax+80h], 1
05e6  vpunpckldq zmm6, zmm13, zmm5
05ec  vpunpckhdq zmm5, zmm13, zmm5
05f2  vpunpckldq zmm13, zmm7, zmm10
05f8  vpunpckhdq zmm10, zmm7, zmm10
05fe  vpunpcklqdq zmm7, zmm6, zmm13
0604  vpunpckhqdq zmm13, zmm6, zmm13
060a  vpunpcklqdq zmm6, zmm5, zmm10
0610  vpunpckhqdq zmm10, zmm5, zmm10
0616  vshufi32x4 zmm5, zmm9, zmm7, 88h
061d  vshufi32x4 zmm7, zmm9, zmm7, 0DDh
0624  vshufi32x4 zmm9, zmm12, zmm13, 88h
062b  vshufi32x4 zmm13, zmm12, zmm13, 0DDh
0632  vshufi32x4 zmm12, zmm14, zmm6, 88h
0639  vshufi32x4 zmm6, zmm14, zmm6, 0DDh
0640  vshufi32x4 zmm14, zmm11, zmm10, 88h
0647  vshufi32x4 zmm10, zmm11, zmm10, 0DDh
064e  vmovups [rcx+440h], zmm5
0658  vmovups [rcx+480h], zmm9
0662  vmovups [rcx+4C0h], zmm12
066c  vmovups [rcx+500h], zmm14
0676  vmovups [rcx+540h], zmm7
0680  vmovups [rcx+580h], zmm13
068a  vmovups [rcx+5C0h], zmm6
0694  vmovups [rcx+600h], zmm10
069e  prefetcht0 [r9+400h]
06a6  prefetcht1 [r9+2400h]
06ae  prefetcht0 [r9+440h]
06b6  prefetcht1 [r9+2440h]
06be  prefetcht0 [r9+480h]
06c6  prefetcht1 [r9+2480h]
06ce  prefetcht0 [r9+4C0h]
06d6  prefetcht1 [r9+24C0h]
06de  prefetcht0 [r9+500h]
06e6  prefetcht1 [r9+2500h]
06ee  prefetcht0 [r9+540h]
06f6  prefetcht1 [r9+2540h]
06fe  prefetcht0 [r9+580h]
0706  prefetcht1 [r9+2580h]
070e  prefetcht0 [r9+5C0h]
0716  prefetcht1 [r9+25C0h]
071e  vmovups ymm10, [rdi]
0728  vmovups ymm6, [rdi+r8]
0733  vmovups ymm13, [rdi+r8*2]
073e  vmovups ymm7, [rdi+rax]
0749  lea r10, [rdi+r8*4]
0751  vinserti64x4 zmm10, zmm10, [r10], 1
075c  vinserti64x4 zmm6, zmm6, [r10+r8], 1
0768  vinserti64x4 zmm13, zmm13, [r10+r8*2], 1
0774  vinserti64x4 zmm7, zmm7, [r10+rax], 1
0780  vpunpckldq zmm11, zmm10, zmm6
0786  vpunpckhdq zmm6, zmm10, zmm6
078c  vpunpckldq zmm10, zmm13, zmm7
0792  vpunpckhdq zmm7, zmm13, zmm7
0798  vpunpcklqdq zmm13, zmm11, zmm10
079e  vpunpckhqdq zmm10, zmm11, zmm10
07a4  vpunpcklqdq zmm11, zmm6, zmm7
07aa  vpunpckhqdq zmm7, zmm6, zmm7
07b0  lea r10, [r10+r8*4]
07b8  vmovups ymm14, [r10]
07c2  vmovups ymm12, [r10+r8]
07cd  vmovups ymm9, [r10+r8*2]
07d8  vmovups ymm5, [r10+rax]
07e3  lea r10, [r10+r8*4]
07eb  vinserti64x4 zmm14, zmm14, [r10], 1
07f6  vinserti64x4 zmm12, zmm12, [r10+r8], 1
0802  vinserti64x4 zmm9, zmm9, [r10+r8*2], 1
080e  vinserti64x4 zmm5, zmm5, [r10+rax], 1
081a  vpunpckldq zmm6, zmm14, zmm12
0820  vpunpckhdq zmm12, zmm14, zmm12
0826  vpunpckldq zmm14, zmm9, zmm5
082c  vpunpckhdq zmm5, zmm9, zmm5
0832  vpunpcklqdq zmm9, zmm6, zmm14
0838  vpunpckhqdq zmm14, zmm6, zmm14
083e  vpunpcklqdq zmm6, zmm12, zmm5
0844  vpunpckhqdq zmm5, zmm12, zmm5
084a  vshufi32x4 zmm12, zmm13, zmm9, 88h
0851  vshufi32x4 zmm9, zmm13, zmm9, 0DDh
0858  vshufi32x4 zmm13, zmm10, zmm14, 88h
085f  vshufi32x4 zmm14, zmm10, zmm14, 0DDh
0866  vshufi32x4 zmm10, zmm11, zmm6, 88h
086d  vshufi32x4 zmm6, zmm11, zmm6, 0DDh
0874  vshufi32x4 zmm11, zmm7, zmm5, 88h
087b  vshufi32x4 zmm5, zmm7, zmm5, 0DDh
0882  vpandd zmm7, zmm12, zmm2
0888  vmovups zmm8, [rcx+440h]
0892  vprord zmm8, zmm8, 1Ch
0899  vpternlogd zmm7, zmm8, zmm4, 0F8h
08a0  vpxord zmm1, zmm1, zmm1
08a6  vpdpbusd zmm1, zmm7, [rdx]{1to16}
08b0  vpandd zmm7, zmm13, zmm2
08b6  vmovups zmm8, [rcx+480h]
08c0  vprord zmm8, zmm8, 1Ch
08c7  vpternlogd zmm7, zmm8, zmm4, 0F8h
08ce  vpdpbusd zmm1, zmm7, [rdx+4]{1to16}
08d8  vpandd zmm7, zmm10, zmm2
08de  vmovups zmm8, [rcx+4C0h]
08e8  vprord zmm8, zmm8, 1Ch
08ef  vpternlogd zmm7, zmm8, zmm4, 0F8h
08f6  vpdpbusd zmm1, zmm7, [rdx+8]{1to16}
0900  vpandd zmm7, zmm11, zmm2
0906  vmovups zmm8, [rcx+500h]
0910  vprord zmm8, zmm8, 1Ch
0917  vpternlogd zmm7, zmm8, zmm4, 0F8h
091e  vpdpbusd zmm1, zmm7, [rdx+0Ch]{1to16}
0928  vmovups zmm7, [rcx+40h]
0932  vcvtdq2ps zmm1, zmm1
0938  vpbroadcastd zmm8, [rdx+10h]
0942  vfmadd213ps zmm1, zmm8, [rdx+14h]{1to16}
094c  vfmadd231ps zmm0, zmm1, zmm7
0952  vpandd zmm7, zmm9, zmm2
0958  vmovups zmm8, [rcx+540h]
0962  vprord zmm8, zmm8, 1Ch
0969  vpternlogd zmm7, zmm8, zmm4, 0F8h
0970  vpxord zmm1, zmm1, zmm1
0976  vpdpbusd zmm1, zmm7, [rdx+18h]{1to16}
0980  vpandd zmm7, zmm14, zmm2
0986  vmovups zmm8, [rcx+580h]
0990  vprord zmm8, zmm8, 1Ch
0997  vpternlogd zmm7, zmm8, zmm4, 0F8h
099e  vpdpbusd zmm1, zmm7, [rdx+1Ch]{1to16}
09a8  vpandd zmm7, zmm6, zmm2
09ae  vmovups zmm8, [rcx+5C0h]
09b8  vprord zmm8, zmm8, 1Ch
09bf  vpternlogd zmm7, zmm8, zmm4, 0F8h
09c6  vpdpbusd zmm1, zmm7, [rdx+20h]{1to16}
09d0  vpandd zmm7, zmm5, zmm2
09d6  vmovups zmm8, [rcx+600h]
09e0  vprord zmm8, zmm8, 1Ch
09e7  vpternlogd zmm7, zmm8, zmm4, 0F8h
09ee  vpdpbusd zmm1, zmm7, [rdx+24h]{1to16}
09f8  vmovups zmm7, [rcx+80h]
0a02  vcvtdq2ps zmm1, zmm1
0a08  vpbroadcastd zmm8, [rdx+28h]
0a12  vfmadd213ps zmm1, zmm8, [rdx+2Ch]{1to16}
0a1c  vfmadd231ps zmm0, zmm1, zmm7
0a22  prefetcht0 [r9+600h]
0a2a  prefetcht1 [r9+2600h]
0a32  prefetcht0 [r9+640h]
0a3a  prefetcht1 [r9+2640h]
0a42  prefetcht0 [r9+680h]
0a4a  prefetcht1 [r9+2680h]
0a52  prefetcht0 [r9+6C0h]
0a5a  prefetcht1 [r9+26C0h]
0a62  prefetcht0 [r9+700h]
0a6a  prefetcht1 [r9+2700h]
0a72  prefetcht0 [r9+740h]
0a7a  prefetcht1 [r9+2740h]
0a82  prefetcht0 [r9+780h]
0a8a  prefetcht1 [r9+2780h]
0a92  prefetcht0 [r9+7C0h]
0a9a  prefetcht1 [r9+27C0h]
0aa2  vmovups ymm7, [rdi+20h]
0aac  vmovups ymm8, [rdi+r8+20h]
0ab7  vmovups ymm15, [rdi+r8*2+20h]
0ac2  vmovups ymm16, [rdi+rax+20h]
0acd  lea r10, [rdi+r8*4]
0ad5  vinserti64x4 zmm7, zmm7, [r10+20h], 1
0ae0  vinserti64x4 zmm8, zmm8, [r10+r8+20h], 1
0aec  vinserti64x4 zmm15, zmm15, [r10+r8*2+20h], 1
0af8  vinserti64x4 zmm16, zmm16, [r10+rax+20h], 1
0b04  vpunpckldq zmm21, zmm7, zmm8
0b0a  vpunpckhdq zmm8, zmm7, zmm8
0b10  vpunpckldq zmm7, zmm15, zmm16
0b16  vpunpckhdq zmm16, zmm15, zmm16
0b1c  vpunpcklqdq zmm15, zmm21, zmm7
0b22  vpunpckhqdq zmm7, zmm21, zmm7
0b28  vpunpcklqdq zmm21, zmm8, zmm16
0b2e  vpunpckhqdq zmm16, zmm8, zmm16
0b34  lea r10, [r10+r8*4]
0b3c  vmovups ymm17, [r10+20h]
0b46  vmovups ymm18, [r10+r8+20h]
0b51  vmovups ymm19, [r10+r8*2+20h]
0b5c  vmovups ymm20, [r10+rax+20h]
0b67  lea r10, [r10+r8*4]
0b6f  vinserti64x4 zmm17, zmm17, [r10+20h], 1
0b7a  vinserti64x4 zmm18, zmm18, [r10+r8+20h], 1
0b86  vinserti64x4 zmm19, zmm19, [r10+r8*2+20h], 1
0b92  vinserti64x4 zmm20, zmm20, [r10+rax+20h], 1
0b9e  vpunpckldq zmm8, zmm17, zmm18
0ba4  vpunpckhdq zmm18, zmm17, zmm18
0baa  vpunpckldq zmm17, zmm19, zmm20
0bb0  vpunpckhdq zmm20, zmm19, zmm20
0bb6  vpunpcklqdq zmm19, zmm8, zmm17
0bbc  vpunpckhqdq zmm17, zmm8, zmm17
0bc2  vpunpcklqdq zmm8, zmm18, zmm20
0bc8  vpunpckhqdq zmm20, zmm18, zmm20
0bce  vshufi32x4 zmm18, zmm15, zmm19, 88h
0bd5  vshufi32x4 zmm19, zmm15, zmm19, 0DDh
0bdc  vshufi32x4 zmm15, zmm7, zmm17, 88h
0be3  vshufi32x4 zmm17, zmm7, zmm17, 0DDh
0bea  vshufi32x4 zmm7, zmm21, zmm8, 88h
0bf1  vshufi32x4 zmm8, zmm21, zmm8, 0DDh
0bf8  vshufi32x4 zmm21, zmm16, zmm20, 88h
0bff  vshufi32x4 zmm20, zmm16, zmm20, 0DDh
0c06  vpandd zmm16, zmm18, zmm2
0c0c  vmovups zmm22, [rcx+440h]
0c16  vprord zmm22, zmm22, 1Eh
0c1d  vpternlogd zmm16, zmm22, zmm4, 0F8h
0c24  vpxord zmm1, zmm1, zmm1
0c2a  vpdpbusd zmm1, zmm16, [rdx+30h]{1to16}
0c34  vpandd zmm16, zmm15, zmm2
0c3a  vmovups zmm22, [rcx+480h]
0c44  vprord zmm22, zmm22, 1Eh
0c4b  vpternlogd zmm16, zmm22, zmm4, 0F8h
0c52  vpdpbusd zmm1, zmm16, [rdx+34h]{1to16}
0c5c  vpandd zmm16, zmm7, zmm2
0c62  vmovups zmm22, [rcx+4C0h]
0c6c  vprord zmm22, zmm22, 1Eh
0c73  vpternlogd zmm16, zmm22, zmm4, 0F8h
0c7a  vpdpbusd zmm1, zmm16, [rdx+38h]{1to16}
0c84  vpandd zmm16, zmm21, zmm2
0c8a  vmovups zmm22, [rcx+500h]
0c94  vprord zmm22, zmm22, 1Eh
0c9b  vpternlogd zmm16, zmm22, zmm4, 0F8h
0ca2  vpdpbusd zmm1, zmm16, [rdx+3Ch]{1to16}
0cac  vmovups zmm16, [rcx+0C0h]
0cb6  vcvtdq2ps zmm1, zmm1
0cbc  vpbroadcastd zmm22, [rdx+40h]
0cc6  vfmadd213ps zmm1, zmm22, [rdx+44h]{1to16}
0cd0  vfmadd231ps zmm0, zmm1, zmm16
0cd6  vpandd zmm16, zmm19, zmm2
0cdc  vmovups zmm22, [rcx+540h]
0ce6  vprord zmm22, zmm22, 1Eh
0ced  vpternlogd zmm16, zmm22, zmm4, 0F8h
0cf4  vpxord zmm1, zmm1, zmm1
0cfa  vpdpbusd zmm1, zmm16, [rdx+48h]{1to16}
0d04  vpandd zmm16, zmm17, zmm2
0d0a  vmovups zmm22, [rcx+580h]
0d14  vprord zmm22, zmm22, 1Eh
0d1b  vpternlogd zmm16, zmm22, zmm4, 0F8h
0d22  vpdpbusd zmm1, zmm16, [rdx+4Ch]{1to16}
0d2c  vpandd zmm16, zmm8, zmm2
0d32  vmovups zmm22, [rcx+5C0h]
0d3c  vprord zmm22, zmm22, 1Eh
0d43  vpternlogd zmm16, zmm22, zmm4, 0F8h
0d4a  vpdpbusd zmm1, zmm16, [rdx+50h]{1to16}
0d54  vpandd zmm16, zmm20, zmm2
0d5a  vmovups zmm22, [rcx+600h]
0d64  vprord zmm22, zmm22, 1Eh
0d6b  vpternlogd zmm16, zmm22, zmm4, 0F8h
0d72  vpdpbusd zmm1, zmm16, [rdx+54h]{1to16}
0d7c  vmovups zmm16, [rcx+100h]
0d86  vcvtdq2ps zmm1, zmm1
0d8c  vpbroadcastd zmm22, [rdx+58h]
0d96  vfmadd213ps zmm1, zmm22, [rdx+5Ch]{1to16}
0da0  vfmadd231ps zmm0, zmm1, zmm16
0da6  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0dad  vmovups zmm16, [rcx+440h]
0db7  vpternlogd zmm12, zmm16, zmm4, 0F8h
0dbe  vpxord zmm1, zmm1, zmm1
0dc4  vpdpbusd zmm1, zmm12, [rdx+60h]{1to16}
0dce  vgf2p8affineqb zmm13, zmm13, zmm3, 0
0dd5  vmovups zmm12, [rcx+480h]
0ddf  vpternlogd zmm13, zmm12, zmm4, 0F8h
0de6  vpdpbusd zmm1, zmm13, [rdx+64h]{1to16}
0df0  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0df7  vmovups zmm13, [rcx+4C0h]
0e01  vpternlogd zmm10, zmm13, zmm4, 0F8h
0e08  vpdpbusd zmm1, zmm10, [rdx+68h]{1to16}
0e12  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0e19  vmovups zmm10, [rcx+500h]
0e23  vpternlogd zmm11, zmm10, zmm4, 0F8h
0e2a  vpdpbusd zmm1, zmm11, [rdx+6Ch]{1to16}
0e34  vmovups zmm11, [rcx+140h]
0e3e  vcvtdq2ps zmm1, zmm1
0e44  vpbroadcastd zmm10, [rdx+70h]
0e4e  vfmadd213ps zmm1, zmm10, [rdx+74h]{1to16}
0e58  vfmadd231ps zmm0, zmm1, zmm11
0e5e  vgf2p8affineqb zmm9, zmm9, zmm3, 0
0e65  vmovups zmm11, [rcx+540h]
0e6f  vpternlogd zmm9, zmm11, zmm4, 0F8h
0e76  vpxord zmm1, zmm1, zmm1
0e7c  vpdpbusd zmm1, zmm9, [rdx+78h]{1to16}
0e86  vgf2p8affineqb zmm14, zmm14, zmm3, 0
0e8d  vmovups zmm9, [rcx+580h]
0e97  vpternlogd zmm14, zmm9, zmm4, 0F8h
0e9e  vpdpbusd zmm1, zmm14, [rdx+7Ch]{1to16}
0ea8  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0eaf  vmovups zmm14, [rcx+5C0h]
0eb9  vpternlogd zmm6, zmm14, zmm4, 0F8h
0ec0  vpdpbusd zmm1, zmm6, [rdx+80h]{1to16}
0eca  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0ed1  vmovups zmm6, [rcx+600h]
0edb  vpternlogd zmm5, zmm6, zmm4, 0F8h
0ee2  vpdpbusd zmm1, zmm5, [rdx+84h]{1to16}
0eec  vmovups zmm5, [rcx+180h]
0ef6  vcvtdq2ps zmm1, zmm1
0efc  vpbroadcastd zmm6, [rdx+88h]
0f06  vfmadd213ps zmm1, zmm6, [rdx+8Ch]{1to16}
0f10  vfmadd231ps zmm0, zmm1, zmm5
0f16  vgf2p8affineqb zmm18, zmm18, zmm3, 0
0f1d  vmovups zmm5, [rcx+440h]
0f27  vprord zmm5, zmm5, 2
0f2e  vpternlogd zmm18, zmm5, zmm4, 0F8h
0f35  vpxord zmm1, zmm1, zmm1
0f3b  vpdpbusd zmm1, zmm18, [rdx+90h]{1to16}
0f45  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0f4c  vmovups zmm18, [rcx+480h]
0f56  vprord zmm18, zmm18, 2
0f5d  vpternlogd zmm15, zmm18, zmm4, 0F8h
0f64  vpdpbusd zmm1, zmm15, [rdx+94h]{1to16}
0f6e  vgf2p8affineqb zmm7, zmm7, zmm3, 0
0f75  vmovups zmm15, [rcx+4C0h]
0f7f  vprord zmm15, zmm15, 2
0f86  vpternlogd zmm7, zmm15, zmm4, 0F8h
0f8d  vpdpbusd zmm1, zmm7, [rdx+98h]{1to16}
0f97  vgf2p8affineqb zmm21, zmm21, zmm3, 0
0f9e  vmovups zmm7, [rcx+500h]
0fa8  vprord zmm7, zmm7, 2
0faf  vpternlogd zmm21, zmm7, zmm4, 0F8h
0fb6  vpdpbusd zmm1, zmm21, [rdx+9Ch]{1to16}
0fc0  vmovups zmm21, [rcx+1C0h]
0fca  vcvtdq2ps zmm1, zmm1
0fd0  vpbroadcastd zmm7, [rdx+0A0h]
0fda  vfmadd213ps zmm1, zmm7, [rdx+0A4h]{1to16}
0fe4  vfmadd231ps zmm0, zmm1, zmm21
0fea  vgf2p8affineqb zmm19, zmm19, zmm3, 0
0ff1  vmovups zmm21, [rcx+540h]
0ffb  vprord zmm21, zmm21, 2
1002  vpternlogd zmm19, zmm21, zmm4, 0F8h
1009  vpxord zmm1, zmm1, zmm1
100f  vpdpbusd zmm1, zmm19, [rdx+0A8h]{1to16}
1019  vgf2p8affineqb zmm17, zmm17, zmm3, 0
1020  vmovups zmm19, [rcx+580h]
102a  vprord zmm19, zmm19, 2
1031  vpternlogd zmm17, zmm19, zmm4, 0F8h
1038  vpdpbusd zmm1, zmm17, [rdx+0ACh]{1to16}
1042  vgf2p8affineqb zmm8, zmm8, zmm3, 0
1049  vmovups zmm17, [rcx+5C0h]
1053  vprord zmm17, zmm17, 2
105a  vpternlogd zmm8, zmm17, zmm4, 0F8h
1061  vpdpbusd zmm1, zmm8, [rdx+0B0h]{1to16}
106b  vgf2p8affineqb zmm20, zmm20, zmm3, 0
1072  vmovups zmm8, [rcx+600h]
107c  vprord zmm8, zmm8, 2
1083  vpternlogd zmm20, zmm8, zmm4, 0F8h
108a  vpdpbusd zmm1, zmm20, [rdx+0B4h]{1to16}
1094  vmovups zmm20, [rcx+200h]
109e  vcvtdq2ps zmm1, zmm1
10a4  vpbroadcastd zmm8, [rdx+0B8h]
10ae  vfmadd213ps zmm1, zmm8, [rdx+0BCh]{1to16}
10b8  vfmadd231ps zmm0, zmm1, zmm20
10be  prefetcht0 [r9+800h]
10c6  prefetcht1 [r9+2800h]
10ce  prefetcht0 [r9+840h]
10d6  prefetcht1 [r9+2840h]
10de  prefetcht0 [r9+880h]
10e6  prefetcht1 [r9+2880h]
10ee  prefetcht0 [r9+8C0h]
10f6  prefetcht1 [r9+28C0h]
10fe  prefetcht0 [r9+900h]
1106  prefetcht1 [r9+2900h]
110e  prefetcht0 [r9+940h]
1116  prefetcht1 [r9+2940h]
111e  prefetcht0 [r9+980h]
1126  prefetcht1 [r9+2980h]
112e  prefetcht0 [r9+9C0h]
1136  prefetcht1 [r9+29C0h]
113e  vmovups ymm20, [rdi+0A0h]
1148  vmovups ymm8, [rdi+r8+0A0h]
1153  vmovups ymm17, [rdi+r8*2+0A0h]
115e  vmovups ymm19, [rdi+rax+0A0h]
1169  lea r10, [rdi+r8*4]
1171  vinserti64x4 zmm20, zmm20, [r10+0A0h], 1
117c  vinserti64x4 zmm8, zmm8, [r10+r8+0A0h], 1
1188  vinserti64x4 zmm17, zmm17, [r10+r8*2+0A0h], 1
1194  vinserti64x4 zmm19, zmm19, [r10+rax+0A0h], 1
11a0  vpunpckldq zmm5, zmm20, zmm8
11a6  vpunpckhdq zmm8, zmm20, zmm8
11ac  vpunpckldq zmm20, zmm17, zmm19
11b2  vpunpckhdq zmm19, zmm17, zmm19
11b8  vpunpcklqdq zmm17, zmm5, zmm20
11be  vpunpckhqdq zmm20, zmm5, zmm20
11c4  vpunpcklqdq zmm5, zmm8, zmm19
11ca  vpunpckhqdq zmm19, zmm8, zmm19
11d0  lea r10, [r10+r8*4]
11d8  vmovups ymm21, [r10+0A0h]
11e2  vmovups ymm7, [r10+r8+0A0h]
11ed  vmovups ymm15, [r10+r8*2+0A0h]
11f8  vmovups ymm18, [r10+rax+0A0h]
1203  lea r10, [r10+r8*4]
120b  vinserti64x4 zmm21, zmm21, [r10+0A0h], 1
1216  vinserti64x4 zmm7, zmm7, [r10+r8+0A0h], 1
1222  vinserti64x4 zmm15, zmm15, [r10+r8*2+0A0h], 1
122e  vinserti64x4 zmm18, zmm18, [r10+rax+0A0h], 1
123a  vpunpckldq zmm8, zmm21, zmm7
1240  vpunpckhdq zmm7, zmm21, zmm7
1246  vpunpckldq zmm21, zmm15, zmm18
124c  vpunpckhdq zmm18, zmm15, zmm18
1252  vpunpcklqdq zmm15, zmm8, zmm21
1258  vpunpckhqdq zmm21, zmm8, zmm21
125e  vpunpcklqdq zmm8, zmm7, zmm18
1264  vpunpckhqdq zmm18, zmm7, zmm18
126a  vshufi32x4 zmm7, zmm17, zmm15, 88h
1271  vshufi32x4 zmm15, zmm17, zmm15, 0DDh
1278  vshufi32x4 zmm17, zmm20, zmm21, 88h
127f  vshufi32x4 zmm21, zmm20, zmm21, 0DDh
1286  vshufi32x4 zmm20, zmm5, zmm8, 88h
128d  vshufi32x4 zmm8, zmm5, zmm8, 0DDh
1294  vshufi32x4 zmm5, zmm19, zmm18, 88h
129b  vshufi32x4 zmm18, zmm19, zmm18, 0DDh
12a2  vmovups [rcx+440h], zmm7
12ac  vmovups [rcx+480h], zmm17
12b6  vmovups [rcx+4C0h], zmm20
12c0  vmovups [rcx+500h], zmm5
12ca  vmovups [rcx+540h], zmm15
12d4  vmovups [rcx+580h], zmm21
12de  vmovups [rcx+5C0h], zmm8
12e8  vmovups [rcx+600h], zmm18
12f2  prefetcht0 [r9+0A00h]
12fa  prefetcht1 [r9+2A00h]
1302  prefetcht0 [r9+0A40h]
130a  prefetcht1 [r9+2A40h]
1312  prefetcht0 [r9+0A80h]
131a  prefetcht1 [r9+2A80h]
1322  prefetcht0 [r9+0AC0h]
132a  prefetcht1 [r9+2AC0h]
1332  prefetcht0 [r9+0B00h]
133a  prefetcht1 [r9+2B00h]
1342  prefetcht0 [r9+0B40h]
134a  prefetcht1 [r9+2B40h]
1352  prefetcht0 [r9+0B80h]
135a  prefetcht1 [r9+2B80h]
1362  prefetcht0 [r9+0BC0h]
136a  prefetcht1 [r9+2BC0h]
1372  vmovups ymm18, [rdi+40h]
137c  vmovups ymm8, [rdi+r8+40h]
1387  vmovups ymm21, [rdi+r8*2+40h]
1392  vmovups ymm15, [rdi+rax+40h]
139d  lea r10, [rdi+r8*4]
13a5  vinserti64x4 zmm18, zmm18, [r10+40h], 1
13b0  vinserti64x4 zmm8, zmm8, [r10+r8+40h], 1
13bc  vinserti64x4 zmm21, zmm21, [r10+r8*2+40h], 1
13c8  vinserti64x4 zmm15, zmm15, [r10+rax+40h], 1
13d4  vpunpckldq zmm19, zmm18, zmm8
13da  vpunpckhdq zmm8, zmm18, zmm8
13e0  vpunpckldq zmm18, zmm21, zmm15
13e6  vpunpckhdq zmm15, zmm21, zmm15
13ec  vpunpcklqdq zmm21, zmm19, zmm18
13f2  vpunpckhqdq zmm18, zmm19, zmm18
13f8  vpunpcklqdq zmm19, zmm8, zmm15
13fe  vpunpckhqdq zmm15, zmm8, zmm15
1404  lea r10, [r10+r8*4]
140c  vmovups ymm5, [r10+40h]
1416  vmovups ymm20, [r10+r8+40h]
1421  vmovups ymm17, [r10+r8*2+40h]
142c  vmovups ymm7, [r10+rax+40h]
1437  lea r10, [r10+r8*4]
143f  vinserti64x4 zmm5, zmm5, [r10+40h], 1
144a  vinserti64x4 zmm20, zmm20, [r10+r8+40h], 1
1456  vinserti64x4 zmm17, zmm17, [r10+r8*2+40h], 1
1462  vinserti64x4 zmm7, zmm7, [r10+rax+40h], 1
146e  vpunpckldq zmm8, zmm5, zmm20
1474  vpunpckhdq zmm20, zmm5, zmm20
147a  vpunpckldq zmm5, zmm17, zmm7
1480  vpunpckhdq zmm7, zmm17, zmm7
1486  vpunpcklqdq zmm17, zmm8, zmm5
148c  vpunpckhqdq zmm5, zmm8, zmm5
1492  vpunpcklqdq zmm8, zmm20, zmm7
1498  vpunpckhqdq zmm7, zmm20, zmm7
149e  vshufi32x4 zmm20, zmm21, zmm17, 88h
14a5  vshufi32x4 zmm17, zmm21, zmm17, 0DDh
14ac  vshufi32x4 zmm21, zmm18, zmm5, 88h
14b3  vshufi32x4 zmm5, zmm18, zmm5, 0DDh
14ba  vshufi32x4 zmm18, zmm19, zmm8, 88h
14c1  vshufi32x4 zmm8, zmm19, zmm8, 0DDh
14c8  vshufi32x4 zmm19, zmm15, zmm7, 88h
14cf  vshufi32x4 zmm7, zmm15, zmm7, 0DDh
14d6  vpandd zmm15, zmm20, zmm2
14dc  vmovups zmm6, [rcx+440h]
14e6  vprord zmm6, zmm6, 1Ch
14ed  vpternlogd zmm15, zmm6, zmm4, 0F8h
14f4  vpxord zmm1, zmm1, zmm1
14fa  vpdpbusd zmm1, zmm15, [rdx+0C0h]{1to16}
1504  vpandd zmm15, zmm21, zmm2
150a  vmovups zmm6, [rcx+480h]
1514  vprord zmm6, zmm6, 1Ch
151b  vpternlogd zmm15, zmm6, zmm4, 0F8h
1522  vpdpbusd zmm1, zmm15, [rdx+0C4h]{1to16}
152c  vpandd zmm15, zmm18, zmm2
1532  vmovups zmm6, [rcx+4C0h]
153c  vprord zmm6, zmm6, 1Ch
1543  vpternlogd zmm15, zmm6, zmm4, 0F8h
154a  vpdpbusd zmm1, zmm15, [rdx+0C8h]{1to16}
1554  vpandd zmm15, zmm19, zmm2
155a  vmovups zmm6, [rcx+500h]
1564  vprord zmm6, zmm6, 1Ch
156b  vpternlogd zmm15, zmm6, zmm4, 0F8h
1572  vpdpbusd zmm1, zmm15, [rdx+0CCh]{1to16}
157c  vmovups zmm15, [rcx+240h]
1586  vcvtdq2ps zmm1, zmm1
158c  vpbroadcastd zmm6, [rdx+0D0h]
1596  vfmadd213ps zmm1, zmm6, [rdx+0D4h]{1to16}
15a0  vfmadd231ps zmm0, zmm1, zmm15
15a6  vpandd zmm15, zmm17, zmm2
15ac  vmovups zmm6, [rcx+540h]
15b6  vprord zmm6, zmm6, 1Ch
15bd  vpternlogd zmm15, zmm6, zmm4, 0F8h
15c4  vpxord zmm1, zmm1, zmm1
15ca  vpdpbusd zmm1, zmm15, [rdx+0D8h]{1to16}
15d4  vpandd zmm15, zmm5, zmm2
15da  vmovups zmm6, [rcx+580h]
15e4  vprord zmm6, zmm6, 1Ch
15eb  vpternlogd zmm15, zmm6, zmm4, 0F8h
15f2  vpdpbusd zmm1, zmm15, [rdx+0DCh]{1to16}
15fc  vpandd zmm15, zmm8, zmm2
1602  vmovups zmm6, [rcx+5C0h]
160c  vprord zmm6, zmm6, 1Ch
1613  vpternlogd zmm15, zmm6, zmm4, 0F8h
161a  vpdpbusd zmm1, zmm15, [rdx+0E0h]{1to16}
1624  vpandd zmm15, zmm7, zmm2
162a  vmovups zmm6, [rcx+600h]
1634  vprord zmm6, zmm6, 1Ch
163b  vpternlogd zmm15, zmm6, zmm4, 0F8h
1642  vpdpbusd zmm1, zmm15, [rdx+0E4h]{1to16}
164c  vmovups zmm15, [rcx+280h]
1656  vcvtdq2ps zmm1, zmm1
165c  vpbroadcastd zmm6, [rdx+0E8h]
1666  vfmadd213ps zmm1, zmm6, [rdx+0ECh]{1to16}
1670  vfmadd231ps zmm0, zmm1, zmm15
1676  prefetcht0 [r9+0C00h]
167e  prefetcht1 [r9+2C00h]
1686  prefetcht0 [r9+0C40h]
168e  prefetcht1 [r9+2C40h]
1696  prefetcht0 [r9+0C80h]
169e  prefetcht1 [r9+2C80h]
16a6  prefetcht0 [r9+0CC0h]
16ae  prefetcht1 [r9+2CC0h]
16b6  prefetcht0 [r9+0D00h]
16be  prefetcht1 [r9+2D00h]
16c6  vmovups ymm15, [rdi+60h]
16d0  vmovups ymm6, [rdi+r8+60h]
16db  vmovups ymm14, [rdi+r8*2+60h]
16e6  vmovups ymm9, [rdi+rax+60h]
16f1  lea r10, [rdi+r8*4]
16f9  vinserti64x4 zmm15, zmm15, [r10+60h], 1
1704  vinserti64x4 zmm6, zmm6, [r10+r8+60h], 1
1710  vinserti64x4 zmm14, zmm14, [r10+r8*2+60h], 1
171c  vinserti64x4 zmm9, zmm9, [r10+rax+60h], 1
1728  vpunpckldq zmm16, zmm15, zmm6
172e  vpunpckhdq zmm6, zmm15, zmm6
1734  vpunpckldq zmm15, zmm14, zmm9
173a  vpunpckhdq zmm9, zmm14, zmm9
1740  vpunpcklqdq zmm14, zmm16, zmm15
1746  vpunpckhqdq zmm15, zmm16, zmm15
174c  vpunpcklqdq zmm16, zmm6, zmm9
1752  vpunpckhqdq zmm9, zmm6, zmm9
1758  lea r10, [r10+r8*4]
1760  vmovups ymm11, [r10+60h]
176a  vmovups ymm10, [r10+r8+60h]
1775  vmovups ymm13, [r10+r8*2+60h]
1780  vmovups ymm12, [r10+rax+60h]
178b  lea r10, [r10+r8*4]
1793  vinserti64x4 zmm11, zmm11, [r10+60h], 1
179e  vinserti64x4 zmm10, zmm10, [r10+r8+60h], 1
17aa  vinserti64x4 zmm13, zmm13, [r10+r8*2+60h], 1
17b6  vinserti64x4 zmm12, zmm12, [r10+rax+60h], 1
17c2  vpunpckldq zmm6, zmm11, zmm10
17c8  vpunpckhdq zmm10, zmm11, zmm10
17ce  vpunpckldq zmm11, zmm13, zmm12
17d4  vpunpckhdq zmm12, zmm13, zmm12
17da  vpunpcklqdq zmm13, zmm6, zmm11
17e0  vpunpckhqdq zmm11, zmm6, zmm11
17e6  vpunpcklqdq zmm6, zmm10, zmm12
17ec  vpunpckhqdq zmm12, zmm10, zmm12
17f2  vshufi32x4 zmm10, zmm14, zmm13, 88h
17f9  vshufi32x4 zmm13, zmm14, zmm13, 0DDh
1800  vshufi32x4 zmm14, zmm15, zmm11, 88h
1807  vshufi32x4 zmm11, zmm15, zmm11, 0DDh
180e  vshufi32x4 zmm15, zmm16, zmm6, 88h
1815  vshufi32x4 zmm6, zmm16, zmm6, 0DDh
181c  vshufi32x4 zmm16, zmm9, zmm12, 88h
1823  vshufi32x4 zmm12, zmm9, zmm12, 0DDh
182a  vpandd zmm9, zmm10, zmm2
1830  vmovups zmm22, [rcx+440h]
183a  vprord zmm22, zmm22, 1Eh
1841  vpternlogd zmm9, zmm22, zmm4, 0F8h
1848  vpxord zmm1, zmm1, zmm1
184e  vpdpbusd zmm1, zmm9, [rdx+0F0h]{1to16}
1858  vpandd zmm9, zmm14, zmm2
185e  vmovups zmm22, [rcx+480h]
1868  vprord zmm22, zmm22, 1Eh
186f  vpternlogd zmm9, zmm22, zmm4, 0F8h
1876  vpdpbusd zmm1, zmm9, [rdx+0F4h]{1to16}
1880  vpandd zmm9, zmm15, zmm2
1886  vmovups zmm22, [rcx+4C0h]
1890  vprord zmm22, zmm22, 1Eh
1897  vpternlogd zmm9, zmm22, zmm4, 0F8h
189e  vpdpbusd zmm1, zmm9, [rdx+0F8h]{1to16}
18a8  vpandd zmm9, zmm16, zmm2
18ae  vmovups zmm22, [rcx+500h]
18b8  vprord zmm22, zmm22, 1Eh
18bf  vpternlogd zmm9, zmm22, zmm4, 0F8h
18c6  vpdpbusd zmm1, zmm9, [rdx+0FCh]{1to16}
18d0  vmovups zmm9, [rcx+2C0h]
18da  vcvtdq2ps zmm1, zmm1
18e0  vpbroadcastd zmm22, [rdx+100h]
18ea  vfmadd213ps zmm1, zmm22, [rdx+104h]{1to16}
18f4  vfmadd231ps zmm0, zmm1, zmm9
18fa  vpandd zmm9, zmm13, zmm2
1900  vmovups zmm22, [rcx+540h]
190a  vprord zmm22, zmm22, 1Eh
1911  vpternlogd zmm9, zmm22, zmm4, 0F8h
1918  vpxord zmm1, zmm1, zmm1
191e  vpdpbusd zmm1, zmm9, [rdx+108h]{1to16}
1928  vpandd zmm9, zmm11, zmm2
192e  vmovups zmm22, [rcx+580h]
1938  vprord zmm22, zmm22, 1Eh
193f  vpternlogd zmm9, zmm22, zmm4, 0F8h
1946  vpdpbusd zmm1, zmm9, [rdx+10Ch]{1to16}
1950  vpandd zmm9, zmm6, zmm2
1956  vmovups zmm22, [rcx+5C0h]
1960  vprord zmm22, zmm22, 1Eh
1967  vpternlogd zmm9, zmm22, zmm4, 0F8h
196e  vpdpbusd zmm1, zmm9, [rdx+110h]{1to16}
1978  vpandd zmm9, zmm12, zmm2
197e  vmovups zmm22, [rcx+600h]
1988  vprord zmm22, zmm22, 1Eh
198f  vpternlogd zmm9, zmm22, zmm4, 0F8h
1996  vpdpbusd zmm1, zmm9, [rdx+114h]{1to16}
19a0  vmovups zmm9, [rcx+300h]
19aa  vcvtdq2ps zmm1, zmm1
19b0  vpbroadcastd zmm22, [rdx+118h]
19ba  vfmadd213ps zmm1, zmm22, [rdx+11Ch]{1to16}
19c4  vfmadd231ps zmm0, zmm1, zmm9
19ca  vgf2p8affineqb zmm20, zmm20, zmm3, 0
19d1  vmovups zmm9, [rcx+440h]
19db  vpternlogd zmm20, zmm9, zmm4, 0F8h
19e2  vpxord zmm1, zmm1, zmm1
19e8  vpdpbusd zmm1, zmm20, [rdx+120h]{1to16}
19f2  vgf2p8affineqb zmm21, zmm21, zmm3, 0
19f9  vmovups zmm20, [rcx+480h]
1a03  vpternlogd zmm21, zmm20, zmm4, 0F8h
1a0a  vpdpbusd zmm1, zmm21, [rdx+124h]{1to16}
1a14  vgf2p8affineqb zmm18, zmm18, zmm3, 0
1a1b  vmovups zmm21, [rcx+4C0h]
1a25  vpternlogd zmm18, zmm21, zmm4, 0F8h
1a2c  vpdpbusd zmm1, zmm18, [rdx+128h]{1to16}
1a36  vgf2p8affineqb zmm19, zmm19, zmm3, 0
1a3d  vmovups zmm18, [rcx+500h]
1a47  vpternlogd zmm19, zmm18, zmm4, 0F8h
1a4e  vpdpbusd zmm1, zmm19, [rdx+12Ch]{1to16}
1a58  vmovups zmm19, [rcx+340h]
1a62  vcvtdq2ps zmm1, zmm1
1a68  vpbroadcastd zmm18, [rdx+130h]
1a72  vfmadd213ps zmm1, zmm18, [rdx+134h]{1to16}
1a7c  vfmadd231ps zmm0, zmm1, zmm19
1a82  vgf2p8affineqb zmm17, zmm17, zmm3, 0
1a89  vmovups zmm19, [rcx+540h]
1a93  vpternlogd zmm17, zmm19, zmm4, 0F8h
1a9a  vpxord zmm1, zmm1, zmm1
1aa0  vpdpbusd zmm1, zmm17, [rdx+138h]{1to16}
1aaa  vgf2p8affineqb zmm5, zmm5, zmm3, 0
1ab1  vmovups zmm17, [rcx+580h]
1abb  vpternlogd zmm5, zmm17, zmm4, 0F8h
1ac2  vpdpbusd zmm1, zmm5, [rdx+13Ch]{1to16}
1acc  vgf2p8affineqb zmm8, zmm8, zmm3, 0
1ad3  vmovups zmm5, [rcx+5C0h]
1add  vpternlogd zmm8, zmm5, zmm4, 0F8h
1ae4  vpdpbusd zmm1, zmm8, [rdx+140h]{1to16}
1aee  vgf2p8affineqb zmm7, zmm7, zmm3, 0
1af5  vmovups zmm8, [rcx+600h]
1aff  vpternlogd zmm7, zmm8, zmm4, 0F8h
1b06  vpdpbusd zmm1, zmm7, [rdx+144h]{1to16}
1b10  vmovups zmm7, [rcx+380h]
1b1a  vcvtdq2ps zmm1, zmm1
1b20  vpbroadcastd zmm8, [rdx+148h]
1b2a  vfmadd213ps zmm1, zmm8, [rdx+14Ch]{1to16}
1b34  vfmadd231ps zmm0, zmm1, zmm7
1b3a  vgf2p8affineqb zmm10, zmm10, zmm3, 0
1b41  vmovups zmm7, [rcx+440h]
1b4b  vprord zmm7, zmm7, 2
1b52  vpternlogd zmm10, zmm7, zmm4, 0F8h
1b59  vpxord zmm1, zmm1, zmm1
1b5f  vpdpbusd zmm1, zmm10, [rdx+150h]{1to16}
1b69  vgf2p8affineqb zmm14, zmm14, zmm3, 0
1b70  vmovups zmm10, [rcx+480h]
1b7a  vprord zmm10, zmm10, 2
1b81  vpternlogd zmm14, zmm10, zmm4, 0F8h
1b88  vpdpbusd zmm1, zmm14, [rdx+154h]{1to16}
1b92  vgf2p8affineqb zmm15, zmm15, zmm3, 0
1b99  vmovups zmm14, [rcx+4C0h]
1ba3  vprord zmm14, zmm14, 2
1baa  vpternlogd zmm15, zmm14, zmm4, 0F8h
1bb1  vpdpbusd zmm1, zmm15, [rdx+158h]{1to16}
1bbb  vgf2p8affineqb zmm16, zmm16, zmm3, 0
1bc2  vmovups zmm15, [rcx+500h]
1bcc  vprord zmm15, zmm15, 2
1bd3  vpternlogd zmm16, zmm15, zmm4, 0F8h
1bda  vpdpbusd zmm1, zmm16, [rdx+15Ch]{1to16}
1be4  vmovups zmm16, [rcx+3C0h]
1bee  vcvtdq2ps zmm1, zmm1
1bf4  vpbroadcastd zmm15, [rdx+160h]
1bfe  vfmadd213ps zmm1, zmm15, [rdx+164h]{1to16}
1c08  vfmadd231ps zmm0, zmm1, zmm16
1c0e  vgf2p8affineqb zmm13, zmm13, zmm3, 0
1c15  vmovups zmm16, [rcx+540h]
1c1f  vprord zmm16, zmm16, 2
1c26  vpternlogd zmm13, zmm16, zmm4, 0F8h
1c2d  vpxord zmm1, zmm1, zmm1
1c33  vpdpbusd zmm1, zmm13, [rdx+168h]{1to16}
1c3d  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1c44  vmovups zmm13, [rcx+580h]
1c4e  vprord zmm13, zmm13, 2
1c55  vpternlogd zmm11, zmm13, zmm4, 0F8h
1c5c  vpdpbusd zmm1, zmm11, [rdx+16Ch]{1to16}
1c66  vgf2p8affineqb zmm6, zmm6, zmm3, 0
1c6d  vmovups zmm11, [rcx+5C0h]
1c77  vprord zmm11, zmm11, 2
1c7e  vpternlogd zmm6, zmm11, zmm4, 0F8h
1c85  vpdpbusd zmm1, zmm6, [rdx+170h]{1to16}
1c8f  vgf2p8affineqb zmm12, zmm12, zmm3, 0
1c96  vmovups zmm6, [rcx+600h]
1ca0  vprord zmm6, zmm6, 2
1ca7  vpternlogd zmm12, zmm6, zmm4, 0F8h
1cae  vpdpbusd zmm1, zmm12, [rdx+174h]{1to16}
1cb8  vmovups zmm12, [rcx+400h]
1cc2  vcvtdq2ps zmm1, zmm1
1cc8  vpbroadcastd zmm6, [rdx+178h]
1cd2  vfmadd213ps zmm1, zmm6, [rdx+17Ch]{1to16}
1cdc  vfmadd231ps zmm0, zmm1, zmm12
1ce2  add rdi, 0D2h
1ce9  add r9, 0D20h
1cf0  add rdx, 180h
1cf7  add rsi, 0FFFFFFFFFFFFFFF0h
1cfe  jg near 30h
1d04  vmovups [rcx], zmm0
1d0e  vzeroupper
1d11  ret
1d40  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
1d80  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1dc0  30303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030
1e00  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
