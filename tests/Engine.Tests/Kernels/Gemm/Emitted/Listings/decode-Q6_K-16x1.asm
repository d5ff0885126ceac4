0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 1A00h]
001c  vmovups zmm3, [rel 1A40h]
0026  vmovups zmm4, [rel 1A80h]
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
0214  vmovups zmm14, [rel 1AC0h]
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
064e  prefetcht0 [r9+400h]
0656  prefetcht1 [r9+2400h]
065e  prefetcht0 [r9+440h]
0666  prefetcht1 [r9+2440h]
066e  prefetcht0 [r9+480h]
0676  prefetcht1 [r9+2480h]
067e  prefetcht0 [r9+4C0h]
0686  prefetcht1 [r9+24C0h]
068e  prefetcht0 [r9+500h]
0696  prefetcht1 [r9+2500h]
069e  prefetcht0 [r9+540h]
06a6  prefetcht1 [r9+2540h]
06ae  prefetcht0 [r9+580h]
06b6  prefetcht1 [r9+2580h]
06be  prefetcht0 [r9+5C0h]
06c6  prefetcht1 [r9+25C0h]
06ce  vmovups ymm11, [rdi]
06d8  vmovups ymm8, [rdi+r8]
06e3  vmovups ymm15, [rdi+r8*2]
06ee  vmovups ymm16, [rdi+rax]
06f9  lea r10, [rdi+r8*4]
0701  vinserti64x4 zmm11, zmm11, [r10], 1
070c  vinserti64x4 zmm8, zmm8, [r10+r8], 1
0718  vinserti64x4 zmm15, zmm15, [r10+r8*2], 1
0724  vinserti64x4 zmm16, zmm16, [r10+rax], 1
0730  vpunpckldq zmm21, zmm11, zmm8
0736  vpunpckhdq zmm8, zmm11, zmm8
073c  vpunpckldq zmm11, zmm15, zmm16
0742  vpunpckhdq zmm16, zmm15, zmm16
0748  vpunpcklqdq zmm15, zmm21, zmm11
074e  vpunpckhqdq zmm11, zmm21, zmm11
0754  vpunpcklqdq zmm21, zmm8, zmm16
075a  vpunpckhqdq zmm16, zmm8, zmm16
0760  lea r10, [r10+r8*4]
0768  vmovups ymm17, [r10]
0772  vmovups ymm18, [r10+r8]
077d  vmovups ymm19, [r10+r8*2]
0788  vmovups ymm20, [r10+rax]
0793  lea r10, [r10+r8*4]
079b  vinserti64x4 zmm17, zmm17, [r10], 1
07a6  vinserti64x4 zmm18, zmm18, [r10+r8], 1
07b2  vinserti64x4 zmm19, zmm19, [r10+r8*2], 1
07be  vinserti64x4 zmm20, zmm20, [r10+rax], 1
07ca  vpunpckldq zmm8, zmm17, zmm18
07d0  vpunpckhdq zmm18, zmm17, zmm18
07d6  vpunpckldq zmm17, zmm19, zmm20
07dc  vpunpckhdq zmm20, zmm19, zmm20
07e2  vpunpcklqdq zmm19, zmm8, zmm17
07e8  vpunpckhqdq zmm17, zmm8, zmm17
07ee  vpunpcklqdq zmm8, zmm18, zmm20
07f4  vpunpckhqdq zmm20, zmm18, zmm20
07fa  vshufi32x4 zmm18, zmm15, zmm19, 88h
0801  vshufi32x4 zmm19, zmm15, zmm19, 0DDh
0808  vshufi32x4 zmm15, zmm11, zmm17, 88h
080f  vshufi32x4 zmm17, zmm11, zmm17, 0DDh
0816  vshufi32x4 zmm11, zmm21, zmm8, 88h
081d  vshufi32x4 zmm8, zmm21, zmm8, 0DDh
0824  vshufi32x4 zmm21, zmm16, zmm20, 88h
082b  vshufi32x4 zmm20, zmm16, zmm20, 0DDh
0832  vpandd zmm16, zmm18, zmm2
0838  vprord zmm22, zmm5, 1Ch
083f  vpternlogd zmm16, zmm22, zmm4, 0F8h
0846  vpxord zmm1, zmm1, zmm1
084c  vpdpbusd zmm1, zmm16, [rdx]{1to16}
0856  vpandd zmm16, zmm15, zmm2
085c  vprord zmm22, zmm9, 1Ch
0863  vpternlogd zmm16, zmm22, zmm4, 0F8h
086a  vpdpbusd zmm1, zmm16, [rdx+4]{1to16}
0874  vpandd zmm16, zmm11, zmm2
087a  vprord zmm22, zmm12, 1Ch
0881  vpternlogd zmm16, zmm22, zmm4, 0F8h
0888  vpdpbusd zmm1, zmm16, [rdx+8]{1to16}
0892  vpandd zmm16, zmm21, zmm2
0898  vprord zmm22, zmm14, 1Ch
089f  vpternlogd zmm16, zmm22, zmm4, 0F8h
08a6  vpdpbusd zmm1, zmm16, [rdx+0Ch]{1to16}
08b0  vmovups zmm16, [rcx+40h]
08ba  vcvtdq2ps zmm1, zmm1
08c0  vpbroadcastd zmm22, [rdx+10h]
08ca  vfmadd213ps zmm1, zmm22, [rdx+14h]{1to16}
08d4  vfmadd231ps zmm0, zmm1, zmm16
08da  vpandd zmm16, zmm19, zmm2
08e0  vprord zmm22, zmm7, 1Ch
08e7  vpternlogd zmm16, zmm22, zmm4, 0F8h
08ee  vpxord zmm1, zmm1, zmm1
08f4  vpdpbusd zmm1, zmm16, [rdx+18h]{1to16}
08fe  vpandd zmm16, zmm17, zmm2
0904  vprord zmm22, zmm13, 1Ch
090b  vpternlogd zmm16, zmm22, zmm4, 0F8h
0912  vpdpbusd zmm1, zmm16, [rdx+1Ch]{1to16}
091c  vpandd zmm16, zmm8, zmm2
0922  vprord zmm22, zmm6, 1Ch
0929  vpternlogd zmm16, zmm22, zmm4, 0F8h
0930  vpdpbusd zmm1, zmm16, [rdx+20h]{1to16}
093a  vpandd zmm16, zmm20, zmm2
0940  vprord zmm22, zmm10, 1Ch
0947  vpternlogd zmm16, zmm22, zmm4, 0F8h
094e  vpdpbusd zmm1, zmm16, [rdx+24h]{1to16}
0958  vmovups zmm16, [rcx+80h]
0962  vcvtdq2ps zmm1, zmm1
0968  vpbroadcastd zmm22, [rdx+28h]
0972  vfmadd213ps zmm1, zmm22, [rdx+2Ch]{1to16}
097c  vfmadd231ps zmm0, zmm1, zmm16
0982  prefetcht0 [r9+600h]
098a  prefetcht1 [r9+2600h]
0992  prefetcht0 [r9+640h]
099a  prefetcht1 [r9+2640h]
09a2  prefetcht0 [r9+680h]
09aa  prefetcht1 [r9+2680h]
09b2  prefetcht0 [r9+6C0h]
09ba  prefetcht1 [r9+26C0h]
09c2  prefetcht0 [r9+700h]
09ca  prefetcht1 [r9+2700h]
09d2  prefetcht0 [r9+740h]
09da  prefetcht1 [r9+2740h]
09e2  prefetcht0 [r9+780h]
09ea  prefetcht1 [r9+2780h]
09f2  prefetcht0 [r9+7C0h]
09fa  prefetcht1 [r9+27C0h]
0a02  vmovups ymm16, [rdi+20h]
0a0c  vmovups ymm22, [rdi+r8+20h]
0a17  vmovups ymm23, [rdi+r8*2+20h]
0a22  vmovups ymm24, [rdi+rax+20h]
0a2d  lea r10, [rdi+r8*4]
0a35  vinserti64x4 zmm16, zmm16, [r10+20h], 1
0a40  vinserti64x4 zmm22, zmm22, [r10+r8+20h], 1
0a4c  vinserti64x4 zmm23, zmm23, [r10+r8*2+20h], 1
0a58  vinserti64x4 zmm24, zmm24, [r10+rax+20h], 1
0a64  vpunpckldq zmm29, zmm16, zmm22
0a6a  vpunpckhdq zmm22, zmm16, zmm22
0a70  vpunpckldq zmm16, zmm23, zmm24
0a76  vpunpckhdq zmm24, zmm23, zmm24
0a7c  vpunpcklqdq zmm23, zmm29, zmm16
0a82  vpunpckhqdq zmm16, zmm29, zmm16
0a88  vpunpcklqdq zmm29, zmm22, zmm24
0a8e  vpunpckhqdq zmm24, zmm22, zmm24
0a94  lea r10, [r10+r8*4]
0a9c  vmovups ymm25, [r10+20h]
0aa6  vmovups ymm26, [r10+r8+20h]
0ab1  vmovups ymm27, [r10+r8*2+20h]
0abc  vmovups ymm28, [r10+rax+20h]
0ac7  lea r10, [r10+r8*4]
0acf  vinserti64x4 zmm25, zmm25, [r10+20h], 1
0ada  vinserti64x4 zmm26, zmm26, [r10+r8+20h], 1
0ae6  vinserti64x4 zmm27, zmm27, [r10+r8*2+20h], 1
0af2  vinserti64x4 zmm28, zmm28, [r10+rax+20h], 1
0afe  vpunpckldq zmm22, zmm25, zmm26
0b04  vpunpckhdq zmm26, zmm25, zmm26
0b0a  vpunpckldq zmm25, zmm27, zmm28
0b10  vpunpckhdq zmm28, zmm27, zmm28
0b16  vpunpcklqdq zmm27, zmm22, zmm25
0b1c  vpunpckhqdq zmm25, zmm22, zmm25
0b22  vpunpcklqdq zmm22, zmm26, zmm28
0b28  vpunpckhqdq zmm28, zmm26, zmm28
0b2e  vshufi32x4 zmm26, zmm23, zmm27, 88h
0b35  vshufi32x4 zmm27, zmm23, zmm27, 0DDh
0b3c  vshufi32x4 zmm23, zmm16, zmm25, 88h
0b43  vshufi32x4 zmm25, zmm16, zmm25, 0DDh
0b4a  vshufi32x4 zmm16, zmm29, zmm22, 88h
0b51  vshufi32x4 zmm22, zmm29, zmm22, 0DDh
0b58  vshufi32x4 zmm29, zmm24, zmm28, 88h
0b5f  vshufi32x4 zmm28, zmm24, zmm28, 0DDh
0b66  vpandd zmm24, zmm26, zmm2
0b6c  vprord zmm30, zmm5, 1Eh
0b73  vpternlogd zmm24, zmm30, zmm4, 0F8h
0b7a  vpxord zmm1, zmm1, zmm1
0b80  vpdpbusd zmm1, zmm24, [rdx+30h]{1to16}
0b8a  vpandd zmm24, zmm23, zmm2
0b90  vprord zmm30, zmm9, 1Eh
0b97  vpternlogd zmm24, zmm30, zmm4, 0F8h
0b9e  vpdpbusd zmm1, zmm24, [rdx+34h]{1to16}
0ba8  vpandd zmm24, zmm16, zmm2
0bae  vprord zmm30, zmm12, 1Eh
0bb5  vpternlogd zmm24, zmm30, zmm4, 0F8h
0bbc  vpdpbusd zmm1, zmm24, [rdx+38h]{1to16}
0bc6  vpandd zmm24, zmm29, zmm2
0bcc  vprord zmm30, zmm14, 1Eh
0bd3  vpternlogd zmm24, zmm30, zmm4, 0F8h
0bda  vpdpbusd zmm1, zmm24, [rdx+3Ch]{1to16}
0be4  vmovups zmm24, [rcx+0C0h]
0bee  vcvtdq2ps zmm1, zmm1
0bf4  vpbroadcastd zmm30, [rdx+40h]
0bfe  vfmadd213ps zmm1, zmm30, [rdx+44h]{1to16}
0c08  vfmadd231ps zmm0, zmm1, zmm24
0c0e  vpandd zmm24, zmm27, zmm2
0c14  vprord zmm30, zmm7, 1Eh
0c1b  vpternlogd zmm24, zmm30, zmm4, 0F8h
0c22  vpxord zmm1, zmm1, zmm1
0c28  vpdpbusd zmm1, zmm24, [rdx+48h]{1to16}
0c32  vpandd zmm24, zmm25, zmm2
0c38  vprord zmm30, zmm13, 1Eh
0c3f  vpternlogd zmm24, zmm30, zmm4, 0F8h
0c46  vpdpbusd zmm1, zmm24, [rdx+4Ch]{1to16}
0c50  vpandd zmm24, zmm22, zmm2
0c56  vprord zmm30, zmm6, 1Eh
0c5d  vpternlogd zmm24, zmm30, zmm4, 0F8h
0c64  vpdpbusd zmm1, zmm24, [rdx+50h]{1to16}
0c6e  vpandd zmm24, zmm28, zmm2
0c74  vprord zmm30, zmm10, 1Eh
0c7b  vpternlogd zmm24, zmm30, zmm4, 0F8h
0c82  vpdpbusd zmm1, zmm24, [rdx+54h]{1to16}
0c8c  vmovups zmm24, [rcx+100h]
0c96  vcvtdq2ps zmm1, zmm1
0c9c  vpbroadcastd zmm30, [rdx+58h]
0ca6  vfmadd213ps zmm1, zmm30, [rdx+5Ch]{1to16}
0cb0  vfmadd231ps zmm0, zmm1, zmm24
0cb6  vgf2p8affineqb zmm18, zmm18, zmm3, 0
0cbd  vpternlogd zmm18, zmm5, zmm4, 0F8h
0cc4  vpxord zmm1, zmm1, zmm1
0cca  vpdpbusd zmm1, zmm18, [rdx+60h]{1to16}
0cd4  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0cdb  vpternlogd zmm15, zmm9, zmm4, 0F8h
0ce2  vpdpbusd zmm1, zmm15, [rdx+64h]{1to16}
0cec  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0cf3  vpternlogd zmm11, zmm12, zmm4, 0F8h
0cfa  vpdpbusd zmm1, zmm11, [rdx+68h]{1to16}
0d04  vgf2p8affineqb zmm21, zmm21, zmm3, 0
0d0b  vpternlogd zmm21, zmm14, zmm4, 0F8h
0d12  vpdpbusd zmm1, zmm21, [rdx+6Ch]{1to16}
0d1c  vmovups zmm21, [rcx+140h]
0d26  vcvtdq2ps zmm1, zmm1
0d2c  vpbroadcastd zmm11, [rdx+70h]
0d36  vfmadd213ps zmm1, zmm11, [rdx+74h]{1to16}
0d40  vfmadd231ps zmm0, zmm1, zmm21
0d46  vgf2p8affineqb zmm19, zmm19, zmm3, 0
0d4d  vpternlogd zmm19, zmm7, zmm4, 0F8h
0d54  vpxord zmm1, zmm1, zmm1
0d5a  vpdpbusd zmm1, zmm19, [rdx+78h]{1to16}
0d64  vgf2p8affineqb zmm17, zmm17, zmm3, 0
0d6b  vpternlogd zmm17, zmm13, zmm4, 0F8h
0d72  vpdpbusd zmm1, zmm17, [rdx+7Ch]{1to16}
0d7c  vgf2p8affineqb zmm8, zmm8, zmm3, 0
0d83  vpternlogd zmm8, zmm6, zmm4, 0F8h
0d8a  vpdpbusd zmm1, zmm8, [rdx+80h]{1to16}
0d94  vgf2p8affineqb zmm20, zmm20, zmm3, 0
0d9b  vpternlogd zmm20, zmm10, zmm4, 0F8h
0da2  vpdpbusd zmm1, zmm20, [rdx+84h]{1to16}
0dac  vmovups zmm20, [rcx+180h]
0db6  vcvtdq2ps zmm1, zmm1
0dbc  vpbroadcastd zmm8, [rdx+88h]
0dc6  vfmadd213ps zmm1, zmm8, [rdx+8Ch]{1to16}
0dd0  vfmadd231ps zmm0, zmm1, zmm20
0dd6  vgf2p8affineqb zmm26, zmm26, zmm3, 0
0ddd  vprord zmm20, zmm5, 2
0de4  vpternlogd zmm26, zmm20, zmm4, 0F8h
0deb  vpxord zmm1, zmm1, zmm1
0df1  vpdpbusd zmm1, zmm26, [rdx+90h]{1to16}
0dfb  vgf2p8affineqb zmm23, zmm23, zmm3, 0
0e02  vprord zmm26, zmm9, 2
0e09  vpternlogd zmm23, zmm26, zmm4, 0F8h
0e10  vpdpbusd zmm1, zmm23, [rdx+94h]{1to16}
0e1a  vgf2p8affineqb zmm16, zmm16, zmm3, 0
0e21  vprord zmm23, zmm12, 2
0e28  vpternlogd zmm16, zmm23, zmm4, 0F8h
0e2f  vpdpbusd zmm1, zmm16, [rdx+98h]{1to16}
0e39  vgf2p8affineqb zmm29, zmm29, zmm3, 0
0e40  vprord zmm16, zmm14, 2
0e47  vpternlogd zmm29, zmm16, zmm4, 0F8h
0e4e  vpdpbusd zmm1, zmm29, [rdx+9Ch]{1to16}
0e58  vmovups zmm29, [rcx+1C0h]
0e62  vcvtdq2ps zmm1, zmm1
0e68  vpbroadcastd zmm16, [rdx+0A0h]
0e72  vfmadd213ps zmm1, zmm16, [rdx+0A4h]{1to16}
0e7c  vfmadd231ps zmm0, zmm1, zmm29
0e82  vgf2p8affineqb zmm27, zmm27, zmm3, 0
0e89  vprord zmm29, zmm7, 2
0e90  vpternlogd zmm27, zmm29, zmm4, 0F8h
0e97  vpxord zmm1, zmm1, zmm1
0e9d  vpdpbusd zmm1, zmm27, [rdx+0A8h]{1to16}
0ea7  vgf2p8affineqb zmm25, zmm25, zmm3, 0
0eae  vprord zmm27, zmm13, 2
0eb5  vpternlogd zmm25, zmm27, zmm4, 0F8h
0ebc  vpdpbusd zmm1, zmm25, [rdx+0ACh]{1to16}
0ec6  vgf2p8affineqb zmm22, zmm22, zmm3, 0
0ecd  vprord zmm25, zmm6, 2
0ed4  vpternlogd zmm22, zmm25, zmm4, 0F8h
0edb  vpdpbusd zmm1, zmm22, [rdx+0B0h]{1to16}
0ee5  vgf2p8affineqb zmm28, zmm28, zmm3, 0
0eec  vprord zmm22, zmm10, 2
0ef3  vpternlogd zmm28, zmm22, zmm4, 0F8h
0efa  vpdpbusd zmm1, zmm28, [rdx+0B4h]{1to16}
0f04  vmovups zmm28, [rcx+200h]
0f0e  vcvtdq2ps zmm1, zmm1
0f14  vpbroadcastd zmm22, [rdx+0B8h]
0f1e  vfmadd213ps zmm1, zmm22, [rdx+0BCh]{1to16}
0f28  vfmadd231ps zmm0, zmm1, zmm28
0f2e  prefetcht0 [r9+800h]
0f36  prefetcht1 [r9+2800h]
0f3e  prefetcht0 [r9+840h]
0f46  prefetcht1 [r9+2840h]
0f4e  prefetcht0 [r9+880h]
0f56  prefetcht1 [r9+2880h]
0f5e  prefetcht0 [r9+8C0h]
0f66  prefetcht1 [r9+28C0h]
0f6e  prefetcht0 [r9+900h]
0f76  prefetcht1 [r9+2900h]
0f7e  prefetcht0 [r9+940h]
0f86  prefetcht1 [r9+2940h]
0f8e  prefetcht0 [r9+980h]
0f96  prefetcht1 [r9+2980h]
0f9e  prefetcht0 [r9+9C0h]
0fa6  prefetcht1 [r9+29C0h]
0fae  vmovups ymm10, [rdi+0A0h]
0fb8  vmovups ymm6, [rdi+r8+0A0h]
0fc3  vmovups ymm13, [rdi+r8*2+0A0h]
0fce  vmovups ymm7, [rdi+rax+0A0h]
0fd9  lea r10, [rdi+r8*4]
0fe1  vinserti64x4 zmm10, zmm10, [r10+0A0h], 1
0fec  vinserti64x4 zmm6, zmm6, [r10+r8+0A0h], 1
0ff8  vinserti64x4 zmm13, zmm13, [r10+r8*2+0A0h], 1
1004  vinserti64x4 zmm7, zmm7, [r10+rax+0A0h], 1
1010  vpunpckldq zmm28, zmm10, zmm6
1016  vpunpckhdq zmm6, zmm10, zmm6
101c  vpunpckldq zmm10, zmm13, zmm7
1022  vpunpckhdq zmm7, zmm13, zmm7
1028  vpunpcklqdq zmm13, zmm28, zmm10
102e  vpunpckhqdq zmm10, zmm28, zmm10
1034  vpunpcklqdq zmm28, zmm6, zmm7
103a  vpunpckhqdq zmm7, zmm6, zmm7
1040  lea r10, [r10+r8*4]
1048  vmovups ymm14, [r10+0A0h]
1052  vmovups ymm12, [r10+r8+0A0h]
105d  vmovups ymm9, [r10+r8*2+0A0h]
1068  vmovups ymm5, [r10+rax+0A0h]
1073  lea r10, [r10+r8*4]
107b  vinserti64x4 zmm14, zmm14, [r10+0A0h], 1
1086  vinserti64x4 zmm12, zmm12, [r10+r8+0A0h], 1
1092  vinserti64x4 zmm9, zmm9, [r10+r8*2+0A0h], 1
109e  vinserti64x4 zmm5, zmm5, [r10+rax+0A0h], 1
10aa  vpunpckldq zmm6, zmm14, zmm12
10b0  vpunpckhdq zmm12, zmm14, zmm12
10b6  vpunpckldq zmm14, zmm9, zmm5
10bc  vpunpckhdq zmm5, zmm9, zmm5
10c2  vpunpcklqdq zmm9, zmm6, zmm14
10c8  vpunpckhqdq zmm14, zmm6, zmm14
10ce  vpunpcklqdq zmm6, zmm12, zmm5
10d4  vpunpckhqdq zmm5, zmm12, zmm5
10da  vshufi32x4 zmm12, zmm13, zmm9, 88h
10e1  vshufi32x4 zmm9, zmm13, zmm9, 0DDh
10e8  vshufi32x4 zmm13, zmm10, zmm14, 88h
10ef  vshufi32x4 zmm14, zmm10, zmm14, 0DDh
10f6  vshufi32x4 zmm10, zmm28, zmm6, 88h
10fd  vshufi32x4 zmm6, zmm28, zmm6, 0DDh
1104  vshufi32x4 zmm28, zmm7, zmm5, 88h
110b  vshufi32x4 zmm5, zmm7, zmm5, 0DDh
1112  prefetcht0 [r9+0A00h]
111a  prefetcht1 [r9+2A00h]
1122  prefetcht0 [r9+0A40h]
112a  prefetcht1 [r9+2A40h]
1132  prefetcht0 [r9+0A80h]
113a  prefetcht1 [r9+2A80h]
1142  prefetcht0 [r9+0AC0h]
114a  prefetcht1 [r9+2AC0h]
1152  prefetcht0 [r9+0B00h]
115a  prefetcht1 [r9+2B00h]
1162  prefetcht0 [r9+0B40h]
116a  prefetcht1 [r9+2B40h]
1172  prefetcht0 [r9+0B80h]
117a  prefetcht1 [r9+2B80h]
1182  prefetcht0 [r9+0BC0h]
118a  prefetcht1 [r9+2BC0h]
1192  vmovups ymm7, [rdi+40h]
119c  vmovups ymm22, [rdi+r8+40h]
11a7  vmovups ymm25, [rdi+r8*2+40h]
11b2  vmovups ymm27, [rdi+rax+40h]
11bd  lea r10, [rdi+r8*4]
11c5  vinserti64x4 zmm7, zmm7, [r10+40h], 1
11d0  vinserti64x4 zmm22, zmm22, [r10+r8+40h], 1
11dc  vinserti64x4 zmm25, zmm25, [r10+r8*2+40h], 1
11e8  vinserti64x4 zmm27, zmm27, [r10+rax+40h], 1
11f4  vpunpckldq zmm20, zmm7, zmm22
11fa  vpunpckhdq zmm22, zmm7, zmm22
1200  vpunpckldq zmm7, zmm25, zmm27
1206  vpunpckhdq zmm27, zmm25, zmm27
120c  vpunpcklqdq zmm25, zmm20, zmm7
1212  vpunpckhqdq zmm7, zmm20, zmm7
1218  vpunpcklqdq zmm20, zmm22, zmm27
121e  vpunpckhqdq zmm27, zmm22, zmm27
1224  lea r10, [r10+r8*4]
122c  vmovups ymm29, [r10+40h]
1236  vmovups ymm16, [r10+r8+40h]
1241  vmovups ymm23, [r10+r8*2+40h]
124c  vmovups ymm26, [r10+rax+40h]
1257  lea r10, [r10+r8*4]
125f  vinserti64x4 zmm29, zmm29, [r10+40h], 1
126a  vinserti64x4 zmm16, zmm16, [r10+r8+40h], 1
1276  vinserti64x4 zmm23, zmm23, [r10+r8*2+40h], 1
1282  vinserti64x4 zmm26, zmm26, [r10+rax+40h], 1
128e  vpunpckldq zmm22, zmm29, zmm16
1294  vpunpckhdq zmm16, zmm29, zmm16
129a  vpunpckldq zmm29, zmm23, zmm26
12a0  vpunpckhdq zmm26, zmm23, zmm26
12a6  vpunpcklqdq zmm23, zmm22, zmm29
12ac  vpunpckhqdq zmm29, zmm22, zmm29
12b2  vpunpcklqdq zmm22, zmm16, zmm26
12b8  vpunpckhqdq zmm26, zmm16, zmm26
12be  vshufi32x4 zmm16, zmm25, zmm23, 88h
12c5  vshufi32x4 zmm23, zmm25, zmm23, 0DDh
12cc  vshufi32x4 zmm25, zmm7, zmm29, 88h
12d3  vshufi32x4 zmm29, zmm7, zmm29, 0DDh
12da  vshufi32x4 zmm7, zmm20, zmm22, 88h
12e1  vshufi32x4 zmm22, zmm20, zmm22, 0DDh
12e8  vshufi32x4 zmm20, zmm27, zmm26, 88h
12ef  vshufi32x4 zmm26, zmm27, zmm26, 0DDh
12f6  vpandd zmm27, zmm16, zmm2
12fc  vprord zmm8, zmm12, 1Ch
1303  vpternlogd zmm27, zmm8, zmm4, 0F8h
130a  vpxord zmm1, zmm1, zmm1
1310  vpdpbusd zmm1, zmm27, [rdx+0C0h]{1to16}
131a  vpandd zmm27, zmm25, zmm2
1320  vprord zmm8, zmm13, 1Ch
1327  vpternlogd zmm27, zmm8, zmm4, 0F8h
132e  vpdpbusd zmm1, zmm27, [rdx+0C4h]{1to16}
1338  vpandd zmm27, zmm7, zmm2
133e  vprord zmm8, zmm10, 1Ch
1345  vpternlogd zmm27, zmm8, zmm4, 0F8h
134c  vpdpbusd zmm1, zmm27, [rdx+0C8h]{1to16}
1356  vpandd zmm27, zmm20, zmm2
135c  vprord zmm8, zmm28, 1Ch
1363  vpternlogd zmm27, zmm8, zmm4, 0F8h
136a  vpdpbusd zmm1, zmm27, [rdx+0CCh]{1to16}
1374  vmovups zmm27, [rcx+240h]
137e  vcvtdq2ps zmm1, zmm1
1384  vpbroadcastd zmm8, [rdx+0D0h]
138e  vfmadd213ps zmm1, zmm8, [rdx+0D4h]{1to16}
1398  vfmadd231ps zmm0, zmm1, zmm27
139e  vpandd zmm27, zmm23, zmm2
13a4  vprord zmm8, zmm9, 1Ch
13ab  vpternlogd zmm27, zmm8, zmm4, 0F8h
13b2  vpxord zmm1, zmm1, zmm1
13b8  vpdpbusd zmm1, zmm27, [rdx+0D8h]{1to16}
13c2  vpandd zmm27, zmm29, zmm2
13c8  vprord zmm8, zmm14, 1Ch
13cf  vpternlogd zmm27, zmm8, zmm4, 0F8h
13d6  vpdpbusd zmm1, zmm27, [rdx+0DCh]{1to16}
13e0  vpandd zmm27, zmm22, zmm2
13e6  vprord zmm8, zmm6, 1Ch
13ed  vpternlogd zmm27, zmm8, zmm4, 0F8h
13f4  vpdpbusd zmm1, zmm27, [rdx+0E0h]{1to16}
13fe  vpandd zmm27, zmm26, zmm2
1404  vprord zmm8, zmm5, 1Ch
140b  vpternlogd zmm27, zmm8, zmm4, 0F8h
1412  vpdpbusd zmm1, zmm27, [rdx+0E4h]{1to16}
141c  vmovups zmm27, [rcx+280h]
1426  vcvtdq2ps zmm1, zmm1
142c  vpbroadcastd zmm8, [rdx+0E8h]
1436  vfmadd213ps zmm1, zmm8, [rdx+0ECh]{1to16}
1440  vfmadd231ps zmm0, zmm1, zmm27
1446  prefetcht0 [r9+0C00h]
144e  prefetcht1 [r9+2C00h]
1456  prefetcht0 [r9+0C40h]
145e  prefetcht1 [r9+2C40h]
1466  prefetcht0 [r9+0C80h]
146e  prefetcht1 [r9+2C80h]
1476  prefetcht0 [r9+0CC0h]
147e  prefetcht1 [r9+2CC0h]
1486  prefetcht0 [r9+0D00h]
148e  prefetcht1 [r9+2D00h]
1496  vmovups ymm27, [rdi+60h]
14a0  vmovups ymm8, [rdi+r8+60h]
14ab  vmovups ymm17, [rdi+r8*2+60h]
14b6  vmovups ymm19, [rdi+rax+60h]
14c1  lea r10, [rdi+r8*4]
14c9  vinserti64x4 zmm27, zmm27, [r10+60h], 1
14d4  vinserti64x4 zmm8, zmm8, [r10+r8+60h], 1
14e0  vinserti64x4 zmm17, zmm17, [r10+r8*2+60h], 1
14ec  vinserti64x4 zmm19, zmm19, [r10+rax+60h], 1
14f8  vpunpckldq zmm24, zmm27, zmm8
14fe  vpunpckhdq zmm8, zmm27, zmm8
1504  vpunpckldq zmm27, zmm17, zmm19
150a  vpunpckhdq zmm19, zmm17, zmm19
1510  vpunpcklqdq zmm17, zmm24, zmm27
1516  vpunpckhqdq zmm27, zmm24, zmm27
151c  vpunpcklqdq zmm24, zmm8, zmm19
1522  vpunpckhqdq zmm19, zmm8, zmm19
1528  lea r10, [r10+r8*4]
1530  vmovups ymm21, [r10+60h]
153a  vmovups ymm11, [r10+r8+60h]
1545  vmovups ymm15, [r10+r8*2+60h]
1550  vmovups ymm18, [r10+rax+60h]
155b  lea r10, [r10+r8*4]
1563  vinserti64x4 zmm21, zmm21, [r10+60h], 1
156e  vinserti64x4 zmm11, zmm11, [r10+r8+60h], 1
157a  vinserti64x4 zmm15, zmm15, [r10+r8*2+60h], 1
1586  vinserti64x4 zmm18, zmm18, [r10+rax+60h], 1
1592  vpunpckldq zmm8, zmm21, zmm11
1598  vpunpckhdq zmm11, zmm21, zmm11
159e  vpunpckldq zmm21, zmm15, zmm18
15a4  vpunpckhdq zmm18, zmm15, zmm18
15aa  vpunpcklqdq zmm15, zmm8, zmm21
15b0  vpunpckhqdq zmm21, zmm8, zmm21
15b6  vpunpcklqdq zmm8, zmm11, zmm18
15bc  vpunpckhqdq zmm18, zmm11, zmm18
15c2  vshufi32x4 zmm11, zmm17, zmm15, 88h
15c9  vshufi32x4 zmm15, zmm17, zmm15, 0DDh
15d0  vshufi32x4 zmm17, zmm27, zmm21, 88h
15d7  vshufi32x4 zmm21, zmm27, zmm21, 0DDh
15de  vshufi32x4 zmm27, zmm24, zmm8, 88h
15e5  vshufi32x4 zmm8, zmm24, zmm8, 0DDh
15ec  vshufi32x4 zmm24, zmm19, zmm18, 88h
15f3  vshufi32x4 zmm18, zmm19, zmm18, 0DDh
15fa  vpandd zmm19, zmm11, zmm2
1600  vprord zmm30, zmm12, 1Eh
1607  vpternlogd zmm19, zmm30, zmm4, 0F8h
160e  vpxord zmm1, zmm1, zmm1
1614  vpdpbusd zmm1, zmm19, [rdx+0F0h]{1to16}
161e  vpandd zmm19, zmm17, zmm2
1624  vprord zmm30, zmm13, 1Eh
162b  vpternlogd zmm19, zmm30, zmm4, 0F8h
1632  vpdpbusd zmm1, zmm19, [rdx+0F4h]{1to16}
163c  vpandd zmm19, zmm27, zmm2
1642  vprord zmm30, zmm10, 1Eh
1649  vpternlogd zmm19, zmm30, zmm4, 0F8h
1650  vpdpbusd zmm1, zmm19, [rdx+0F8h]{1to16}
165a  vpandd zmm19, zmm24, zmm2
1660  vprord zmm30, zmm28, 1Eh
1667  vpternlogd zmm19, zmm30, zmm4, 0F8h
166e  vpdpbusd zmm1, zmm19, [rdx+0FCh]{1to16}
1678  vmovups zmm19, [rcx+2C0h]
1682  vcvtdq2ps zmm1, zmm1
1688  vpbroadcastd zmm30, [rdx+100h]
1692  vfmadd213ps zmm1, zmm30, [rdx+104h]{1to16}
169c  vfmadd231ps zmm0, zmm1, zmm19
16a2  vpandd zmm19, zmm15, zmm2
16a8  vprord zmm30, zmm9, 1Eh
16af  vpternlogd zmm19, zmm30, zmm4, 0F8h
16b6  vpxord zmm1, zmm1, zmm1
16bc  vpdpbusd zmm1, zmm19, [rdx+108h]{1to16}
16c6  vpandd zmm19, zmm21, zmm2
16cc  vprord zmm30, zmm14, 1Eh
16d3  vpternlogd zmm19, zmm30, zmm4, 0F8h
16da  vpdpbusd zmm1, zmm19, [rdx+10Ch]{1to16}
16e4  vpandd zmm19, zmm8, zmm2
16ea  vprord zmm30, zmm6, 1Eh
16f1  vpternlogd zmm19, zmm30, zmm4, 0F8h
16f8  vpdpbusd zmm1, zmm19, [rdx+110h]{1to16}
1702  vpandd zmm19, zmm18, zmm2
1708  vprord zmm30, zmm5, 1Eh
170f  vpternlogd zmm19, zmm30, zmm4, 0F8h
1716  vpdpbusd zmm1, zmm19, [rdx+114h]{1to16}
1720  vmovups zmm19, [rcx+300h]
172a  vcvtdq2ps zmm1, zmm1
1730  vpbroadcastd zmm30, [rdx+118h]
173a  vfmadd213ps zmm1, zmm30, [rdx+11Ch]{1to16}
1744  vfmadd231ps zmm0, zmm1, zmm19
174a  vgf2p8affineqb zmm16, zmm16, zmm3, 0
1751  vpternlogd zmm16, zmm12, zmm4, 0F8h
1758  vpxord zmm1, zmm1, zmm1
175e  vpdpbusd zmm1, zmm16, [rdx+120h]{1to16}
1768  vgf2p8affineqb zmm25, zmm25, zmm3, 0
176f  vpternlogd zmm25, zmm13, zmm4, 0F8h
1776  vpdpbusd zmm1, zmm25, [rdx+124h]{1to16}
1780  vgf2p8affineqb zmm7, zmm7, zmm3, 0
1787  vpternlogd zmm7, zmm10, zmm4, 0F8h
178e  vpdpbusd zmm1, zmm7, [rdx+128h]{1to16}
1798  vgf2p8affineqb zmm20, zmm20, zmm3, 0
179f  vpternlogd zmm20, zmm28, zmm4, 0F8h
17a6  vpdpbusd zmm1, zmm20, [rdx+12Ch]{1to16}
17b0  vmovups zmm20, [rcx+340h]
17ba  vcvtdq2ps zmm1, zmm1
17c0  vpbroadcastd zmm7, [rdx+130h]
17ca  vfmadd213ps zmm1, zmm7, [rdx+134h]{1to16}
17d4  vfmadd231ps zmm0, zmm1, zmm20
17da  vgf2p8affineqb zmm23, zmm23, zmm3, 0
17e1  vpternlogd zmm23, zmm9, zmm4, 0F8h
17e8  vpxord zmm1, zmm1, zmm1
17ee  vpdpbusd zmm1, zmm23, [rdx+138h]{1to16}
17f8  vgf2p8affineqb zmm29, zmm29, zmm3, 0
17ff  vpternlogd zmm29, zmm14, zmm4, 0F8h
1806  vpdpbusd zmm1, zmm29, [rdx+13Ch]{1to16}
1810  vgf2p8affineqb zmm22, zmm22, zmm3, 0
1817  vpternlogd zmm22, zmm6, zmm4, 0F8h
181e  vpdpbusd zmm1, zmm22, [rdx+140h]{1to16}
1828  vgf2p8affineqb zmm26, zmm26, zmm3, 0
182f  vpternlogd zmm26, zmm5, zmm4, 0F8h
1836  vpdpbusd zmm1, zmm26, [rdx+144h]{1to16}
1840  vmovups zmm26, [rcx+380h]
184a  vcvtdq2ps zmm1, zmm1
1850  vpbroadcastd zmm22, [rdx+148h]
185a  vfmadd213ps zmm1, zmm22, [rdx+14Ch]{1to16}
1864  vfmadd231ps zmm0, zmm1, zmm26
186a  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1871  vprord zmm26, zmm12, 2
1878  vpternlogd zmm11, zmm26, zmm4, 0F8h
187f  vpxord zmm1, zmm1, zmm1
1885  vpdpbusd zmm1, zmm11, [rdx+150h]{1to16}
188f  vgf2p8affineqb zmm17, zmm17, zmm3, 0
1896  vprord zmm11, zmm13, 2
189d  vpternlogd zmm17, zmm11, zmm4, 0F8h
18a4  vpdpbusd zmm1, zmm17, [rdx+154h]{1to16}
18ae  vgf2p8affineqb zmm27, zmm27, zmm3, 0
18b5  vprord zmm17, zmm10, 2
18bc  vpternlogd zmm27, zmm17, zmm4, 0F8h
18c3  vpdpbusd zmm1, zmm27, [rdx+158h]{1to16}
18cd  vgf2p8affineqb zmm24, zmm24, zmm3, 0
18d4  vprord zmm27, zmm28, 2
18db  vpternlogd zmm24, zmm27, zmm4, 0F8h
18e2  vpdpbusd zmm1, zmm24, [rdx+15Ch]{1to16}
18ec  vmovups zmm24, [rcx+3C0h]
18f6  vcvtdq2ps zmm1, zmm1
18fc  vpbroadcastd zmm27, [rdx+160h]
1906  vfmadd213ps zmm1, zmm27, [rdx+164h]{1to16}
1910  vfmadd231ps zmm0, zmm1, zmm24
1916  vgf2p8affineqb zmm15, zmm15, zmm3, 0
191d  vprord zmm24, zmm9, 2
1924  vpternlogd zmm15, zmm24, zmm4, 0F8h
192b  vpxord zmm1, zmm1, zmm1
1931  vpdpbusd zmm1, zmm15, [rdx+168h]{1to16}
193b  vgf2p8affineqb zmm21, zmm21, zmm3, 0
1942  vprord zmm15, zmm14, 2
1949  vpternlogd zmm21, zmm15, zmm4, 0F8h
1950  vpdpbusd zmm1, zmm21, [rdx+16Ch]{1to16}
195a  vgf2p8affineqb zmm8, zmm8, zmm3, 0
1961  vprord zmm21, zmm6, 2
1968  vpternlogd zmm8, zmm21, zmm4, 0F8h
196f  vpdpbusd zmm1, zmm8, [rdx+170h]{1to16}
1979  vgf2p8affineqb zmm18, zmm18, zmm3, 0
1980  vprord zmm8, zmm5, 2
1987  vpternlogd zmm18, zmm8, zmm4, 0F8h
198e  vpdpbusd zmm1, zmm18, [rdx+174h]{1to16}
1998  vmovups zmm18, [rcx+400h]
19a2  vcvtdq2ps zmm1, zmm1
19a8  vpbroadcastd zmm8, [rdx+178h]
19b2  vfmadd213ps zmm1, zmm8, [rdx+17Ch]{1to16}
19bc  vfmadd231ps zmm0, zmm1, zmm18
19c2  add rdi, 0D2h
19c9  add r9, 0D20h
19d0  add rdx, 180h
19d7  add rsi, 0FFFFFFFFFFFFFFF0h
19de  jg near 30h
19e4  vmovups [rcx], zmm0
19ee  vzeroupper
19f1  ret
1a00  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
1a40  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1a80  30303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030
1ac0  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
