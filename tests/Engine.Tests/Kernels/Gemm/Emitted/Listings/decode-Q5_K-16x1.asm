0000  vmovups zmm0, [rcx]
000a  lea rax, [r8+r8*2]
0012  vmovups zmm2, [rel 1A80h]
001c  vmovups zmm3, [rel 1AC0h]
0026  vmovups zmm4, [rel 1B00h]
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
0214  vmovups zmm16, [rel 1B40h]
021e  vpermw zmm8, zmm16, zmm10
0224  vextracti64x4 ymm14, zmm8, 1
022b  vcvtph2ps zmm14, ymm14
0231  vcvtph2ps zmm8, ymm8
0237  vmulps zmm14, zmm14, [rel 1B80h]
0241  vpsrld zmm15, zmm13, 4
0248  vpandd zmm13, zmm13, [rel 1A80h]
0252  vpsrld zmm16, zmm7, 2
0259  vpandd zmm16, zmm16, [rel 1BC0h]
0263  vpxord zmm13, zmm13, zmm16
0269  vpandd zmm15, zmm15, [rel 1A80h]
0273  vpsrld zmm16, zmm5, 2
027a  vpandd zmm16, zmm16, [rel 1BC0h]
0284  vpxord zmm15, zmm15, zmm16
028a  vpandd zmm7, zmm7, [rel 1C00h]
0294  vpandd zmm5, zmm5, [rel 1C00h]
029e  vpsrld zmm16, zmm7, 0
02a5  vpandd zmm16, zmm16, [rel 1C40h]
02af  vcvtdq2ps zmm16, zmm16
02b5  vmulps zmm16, zmm16, zmm8
02bb  vmovups [rcx+40h], zmm16
02c5  vpsrld zmm16, zmm7, 8
02cc  vpandd zmm16, zmm16, [rel 1C40h]
02d6  vcvtdq2ps zmm16, zmm16
02dc  vmulps zmm16, zmm16, zmm8
02e2  vmovups [rcx+80h], zmm16
02ec  vpsrld zmm16, zmm7, 10h
02f3  vpandd zmm16, zmm16, [rel 1C40h]
02fd  vcvtdq2ps zmm16, zmm16
0303  vmulps zmm16, zmm16, zmm8
0309  vmovups [rcx+0C0h], zmm16
0313  vpsrld zmm16, zmm7, 18h
031a  vcvtdq2ps zmm16, zmm16
0320  vmulps zmm16, zmm16, zmm8
0326  vmovups [rcx+100h], zmm16
0330  vpsrld zmm16, zmm13, 0
0337  vpandd zmm16, zmm16, [rel 1C40h]
0341  vcvtdq2ps zmm16, zmm16
0347  vmulps zmm16, zmm16, zmm8
034d  vmovups [rcx+140h], zmm16
0357  vpsrld zmm16, zmm13, 8
035e  vpandd zmm16, zmm16, [rel 1C40h]
0368  vcvtdq2ps zmm16, zmm16
036e  vmulps zmm16, zmm16, zmm8
0374  vmovups [rcx+180h], zmm16
037e  vpsrld zmm16, zmm13, 10h
0385  vpandd zmm16, zmm16, [rel 1C40h]
038f  vcvtdq2ps zmm16, zmm16
0395  vmulps zmm16, zmm16, zmm8
039b  vmovups [rcx+1C0h], zmm16
03a5  vpsrld zmm16, zmm13, 18h
03ac  vcvtdq2ps zmm16, zmm16
03b2  vmulps zmm16, zmm16, zmm8
03b8  vmovups [rcx+200h], zmm16
03c2  vpsrld zmm16, zmm5, 0
03c9  vpandd zmm16, zmm16, [rel 1C40h]
03d3  vcvtdq2ps zmm16, zmm16
03d9  vmulps zmm16, zmm16, zmm14
03df  vmovups [rcx+240h], zmm16
03e9  vpsrld zmm16, zmm5, 8
03f0  vpandd zmm16, zmm16, [rel 1C40h]
03fa  vcvtdq2ps zmm16, zmm16
0400  vmulps zmm16, zmm16, zmm14
0406  vmovups [rcx+280h], zmm16
0410  vpsrld zmm16, zmm5, 10h
0417  vpandd zmm16, zmm16, [rel 1C40h]
0421  vcvtdq2ps zmm16, zmm16
0427  vmulps zmm16, zmm16, zmm14
042d  vmovups [rcx+2C0h], zmm16
0437  vpsrld zmm16, zmm5, 18h
043e  vcvtdq2ps zmm16, zmm16
0444  vmulps zmm16, zmm16, zmm14
044a  vmovups [rcx+300h], zmm16
0454  vpsrld zmm16, zmm15, 0
045b  vpandd zmm16, zmm16, [rel 1C40h]
0465  vcvtdq2ps zmm16, zmm16
046b  vmulps zmm16, zmm16, zmm14
0471  vmovups [rcx+340h], zmm16
047b  vpsrld zmm16, zmm15, 8
0482  vpandd zmm16, zmm16, [rel 1C40h]
048c  vcvtdq2ps zmm16, zmm16
0492  vmulps zmm16, zmm16, zmm14
0498  vmovups [rcx+380h], zmm16
04a2  vpsrld zmm16, zmm15, 10h
04a9  vpandd zmm16, zmm16, [rel 1C40h]
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
06ca  vmovups [rcx+440h], zmm5
06d4  vmovups [rcx+480h], zmm9
06de  vmovups [rcx+4C0h], zmm12
06e8  vmovups [rcx+500h], zmm16
06f2  vmovups [rcx+540h], zmm7
06fc  vmovups [rcx+580h], zmm13
0706  vmovups [rcx+5C0h], zmm6
0710  vmovups [rcx+600h], zmm10
071a  prefetcht0 [r9+400h]
0722  prefetcht1 [r9+2400h]
072a  prefetcht0 [r9+440h]
0732  prefetcht1 [r9+2440h]
073a  prefetcht0 [r9+480h]
0742  prefetcht1 [r9+2480h]
074a  prefetcht0 [r9+4C0h]
0752  prefetcht1 [r9+24C0h]
075a  prefetcht0 [r9+500h]
0762  prefetcht1 [r9+2500h]
076a  prefetcht0 [r9+540h]
0772  prefetcht1 [r9+2540h]
077a  prefetcht0 [r9+580h]
0782  prefetcht1 [r9+2580h]
078a  prefetcht0 [r9+5C0h]
0792  prefetcht1 [r9+25C0h]
079a  vmovups ymm10, [rdi+30h]
07a4  vmovups ymm6, [rdi+r8+30h]
07af  vmovups ymm13, [rdi+r8*2+30h]
07ba  vmovups ymm7, [rdi+rax+30h]
07c5  lea r10, [rdi+r8*4]
07cd  vinserti64x4 zmm10, zmm10, [r10+30h], 1
07d8  vinserti64x4 zmm6, zmm6, [r10+r8+30h], 1
07e4  vinserti64x4 zmm13, zmm13, [r10+r8*2+30h], 1
07f0  vinserti64x4 zmm7, zmm7, [r10+rax+30h], 1
07fc  vpunpckldq zmm11, zmm10, zmm6
0802  vpunpckhdq zmm6, zmm10, zmm6
0808  vpunpckldq zmm10, zmm13, zmm7
080e  vpunpckhdq zmm7, zmm13, zmm7
0814  vpunpcklqdq zmm13, zmm11, zmm10
081a  vpunpckhqdq zmm10, zmm11, zmm10
0820  vpunpcklqdq zmm11, zmm6, zmm7
0826  vpunpckhqdq zmm7, zmm6, zmm7
082c  lea r10, [r10+r8*4]
0834  vmovups ymm16, [r10+30h]
083e  vmovups ymm12, [r10+r8+30h]
0849  vmovups ymm9, [r10+r8*2+30h]
0854  vmovups ymm5, [r10+rax+30h]
085f  lea r10, [r10+r8*4]
0867  vinserti64x4 zmm16, zmm16, [r10+30h], 1
0872  vinserti64x4 zmm12, zmm12, [r10+r8+30h], 1
087e  vinserti64x4 zmm9, zmm9, [r10+r8*2+30h], 1
088a  vinserti64x4 zmm5, zmm5, [r10+rax+30h], 1
0896  vpunpckldq zmm6, zmm16, zmm12
089c  vpunpckhdq zmm12, zmm16, zmm12
08a2  vpunpckldq zmm16, zmm9, zmm5
08a8  vpunpckhdq zmm5, zmm9, zmm5
08ae  vpunpcklqdq zmm9, zmm6, zmm16
08b4  vpunpckhqdq zmm16, zmm6, zmm16
08ba  vpunpcklqdq zmm6, zmm12, zmm5
08c0  vpunpckhqdq zmm5, zmm12, zmm5
08c6  vshufi32x4 zmm12, zmm13, zmm9, 88h
08cd  vshufi32x4 zmm9, zmm13, zmm9, 0DDh
08d4  vshufi32x4 zmm13, zmm10, zmm16, 88h
08db  vshufi32x4 zmm16, zmm10, zmm16, 0DDh
08e2  vshufi32x4 zmm10, zmm11, zmm6, 88h
08e9  vshufi32x4 zmm6, zmm11, zmm6, 0DDh
08f0  vshufi32x4 zmm11, zmm7, zmm5, 88h
08f7  vshufi32x4 zmm5, zmm7, zmm5, 0DDh
08fe  vpandd zmm7, zmm12, zmm2
0904  vmovups zmm15, [rcx+440h]
090e  vprord zmm15, zmm15, 1Ch
0915  vpternlogd zmm7, zmm15, zmm4, 0F8h
091c  vpxord zmm1, zmm1, zmm1
0922  vpdpbusd zmm1, zmm7, [rdx]{1to16}
092c  vpandd zmm7, zmm13, zmm2
0932  vmovups zmm15, [rcx+480h]
093c  vprord zmm15, zmm15, 1Ch
0943  vpternlogd zmm7, zmm15, zmm4, 0F8h
094a  vpdpbusd zmm1, zmm7, [rdx+4]{1to16}
0954  vpandd zmm7, zmm10, zmm2
095a  vmovups zmm15, [rcx+4C0h]
0964  vprord zmm15, zmm15, 1Ch
096b  vpternlogd zmm7, zmm15, zmm4, 0F8h
0972  vpdpbusd zmm1, zmm7, [rdx+8]{1to16}
097c  vpandd zmm7, zmm11, zmm2
0982  vmovups zmm15, [rcx+500h]
098c  vprord zmm15, zmm15, 1Ch
0993  vpternlogd zmm7, zmm15, zmm4, 0F8h
099a  vpdpbusd zmm1, zmm7, [rdx+0Ch]{1to16}
09a4  vpandd zmm7, zmm9, zmm2
09aa  vmovups zmm15, [rcx+540h]
09b4  vprord zmm15, zmm15, 1Ch
09bb  vpternlogd zmm7, zmm15, zmm4, 0F8h
09c2  vpdpbusd zmm1, zmm7, [rdx+10h]{1to16}
09cc  vpandd zmm7, zmm16, zmm2
09d2  vmovups zmm15, [rcx+580h]
09dc  vprord zmm15, zmm15, 1Ch
09e3  vpternlogd zmm7, zmm15, zmm4, 0F8h
09ea  vpdpbusd zmm1, zmm7, [rdx+14h]{1to16}
09f4  vpandd zmm7, zmm6, zmm2
09fa  vmovups zmm15, [rcx+5C0h]
0a04  vprord zmm15, zmm15, 1Ch
0a0b  vpternlogd zmm7, zmm15, zmm4, 0F8h
0a12  vpdpbusd zmm1, zmm7, [rdx+18h]{1to16}
0a1c  vpandd zmm7, zmm5, zmm2
0a22  vmovups zmm15, [rcx+600h]
0a2c  vprord zmm15, zmm15, 1Ch
0a33  vpternlogd zmm7, zmm15, zmm4, 0F8h
0a3a  vpdpbusd zmm1, zmm7, [rdx+1Ch]{1to16}
0a44  vmovups zmm7, [rcx+40h]
0a4e  vmovups zmm15, [rcx+240h]
0a58  vcvtdq2ps zmm1, zmm1
0a5e  vmulps zmm14, zmm7, [rdx+20h]{1to16}
0a68  vfmadd231ps zmm0, zmm1, zmm14
0a6e  vfmadd231ps zmm0, zmm15, [rdx+24h]{1to16}
0a78  vgf2p8affineqb zmm12, zmm12, zmm3, 0
0a7f  vmovups zmm15, [rcx+440h]
0a89  vprord zmm15, zmm15, 1Dh
0a90  vpternlogd zmm12, zmm15, zmm4, 0F8h
0a97  vpxord zmm1, zmm1, zmm1
0a9d  vpdpbusd zmm1, zmm12, [rdx+28h]{1to16}
0aa7  vgf2p8affineqb zmm13, zmm13, zmm3, 0
0aae  vmovups zmm12, [rcx+480h]
0ab8  vprord zmm12, zmm12, 1Dh
0abf  vpternlogd zmm13, zmm12, zmm4, 0F8h
0ac6  vpdpbusd zmm1, zmm13, [rdx+2Ch]{1to16}
0ad0  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0ad7  vmovups zmm13, [rcx+4C0h]
0ae1  vprord zmm13, zmm13, 1Dh
0ae8  vpternlogd zmm10, zmm13, zmm4, 0F8h
0aef  vpdpbusd zmm1, zmm10, [rdx+30h]{1to16}
0af9  vgf2p8affineqb zmm11, zmm11, zmm3, 0
0b00  vmovups zmm10, [rcx+500h]
0b0a  vprord zmm10, zmm10, 1Dh
0b11  vpternlogd zmm11, zmm10, zmm4, 0F8h
0b18  vpdpbusd zmm1, zmm11, [rdx+34h]{1to16}
0b22  vgf2p8affineqb zmm9, zmm9, zmm3, 0
0b29  vmovups zmm11, [rcx+540h]
0b33  vprord zmm11, zmm11, 1Dh
0b3a  vpternlogd zmm9, zmm11, zmm4, 0F8h
0b41  vpdpbusd zmm1, zmm9, [rdx+38h]{1to16}
0b4b  vgf2p8affineqb zmm16, zmm16, zmm3, 0
0b52  vmovups zmm9, [rcx+580h]
0b5c  vprord zmm9, zmm9, 1Dh
0b63  vpternlogd zmm16, zmm9, zmm4, 0F8h
0b6a  vpdpbusd zmm1, zmm16, [rdx+3Ch]{1to16}
0b74  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0b7b  vmovups zmm16, [rcx+5C0h]
0b85  vprord zmm16, zmm16, 1Dh
0b8c  vpternlogd zmm6, zmm16, zmm4, 0F8h
0b93  vpdpbusd zmm1, zmm6, [rdx+40h]{1to16}
0b9d  vgf2p8affineqb zmm5, zmm5, zmm3, 0
0ba4  vmovups zmm6, [rcx+600h]
0bae  vprord zmm6, zmm6, 1Dh
0bb5  vpternlogd zmm5, zmm6, zmm4, 0F8h
0bbc  vpdpbusd zmm1, zmm5, [rdx+44h]{1to16}
0bc6  vmovups zmm5, [rcx+80h]
0bd0  vmovups zmm6, [rcx+280h]
0bda  vcvtdq2ps zmm1, zmm1
0be0  vmulps zmm16, zmm5, [rdx+48h]{1to16}
0bea  vfmadd231ps zmm0, zmm1, zmm16
0bf0  vfmadd231ps zmm0, zmm6, [rdx+4Ch]{1to16}
0bfa  prefetcht0 [r9+600h]
0c02  prefetcht1 [r9+2600h]
0c0a  prefetcht0 [r9+640h]
0c12  prefetcht1 [r9+2640h]
0c1a  prefetcht0 [r9+680h]
0c22  prefetcht1 [r9+2680h]
0c2a  prefetcht0 [r9+6C0h]
0c32  prefetcht1 [r9+26C0h]
0c3a  prefetcht0 [r9+700h]
0c42  prefetcht1 [r9+2700h]
0c4a  prefetcht0 [r9+740h]
0c52  prefetcht1 [r9+2740h]
0c5a  prefetcht0 [r9+780h]
0c62  prefetcht1 [r9+2780h]
0c6a  prefetcht0 [r9+7C0h]
0c72  prefetcht1 [r9+27C0h]
0c7a  vmovups ymm6, [rdi+50h]
0c84  vmovups ymm5, [rdi+r8+50h]
0c8f  vmovups ymm16, [rdi+r8*2+50h]
0c9a  vmovups ymm9, [rdi+rax+50h]
0ca5  lea r10, [rdi+r8*4]
0cad  vinserti64x4 zmm6, zmm6, [r10+50h], 1
0cb8  vinserti64x4 zmm5, zmm5, [r10+r8+50h], 1
0cc4  vinserti64x4 zmm16, zmm16, [r10+r8*2+50h], 1
0cd0  vinserti64x4 zmm9, zmm9, [r10+rax+50h], 1
0cdc  vpunpckldq zmm15, zmm6, zmm5
0ce2  vpunpckhdq zmm5, zmm6, zmm5
0ce8  vpunpckldq zmm6, zmm16, zmm9
0cee  vpunpckhdq zmm9, zmm16, zmm9
0cf4  vpunpcklqdq zmm16, zmm15, zmm6
0cfa  vpunpckhqdq zmm6, zmm15, zmm6
0d00  vpunpcklqdq zmm15, zmm5, zmm9
0d06  vpunpckhqdq zmm9, zmm5, zmm9
0d0c  lea r10, [r10+r8*4]
0d14  vmovups ymm11, [r10+50h]
0d1e  vmovups ymm10, [r10+r8+50h]
0d29  vmovups ymm13, [r10+r8*2+50h]
0d34  vmovups ymm12, [r10+rax+50h]
0d3f  lea r10, [r10+r8*4]
0d47  vinserti64x4 zmm11, zmm11, [r10+50h], 1
0d52  vinserti64x4 zmm10, zmm10, [r10+r8+50h], 1
0d5e  vinserti64x4 zmm13, zmm13, [r10+r8*2+50h], 1
0d6a  vinserti64x4 zmm12, zmm12, [r10+rax+50h], 1
0d76  vpunpckldq zmm5, zmm11, zmm10
0d7c  vpunpckhdq zmm10, zmm11, zmm10
0d82  vpunpckldq zmm11, zmm13, zmm12
0d88  vpunpckhdq zmm12, zmm13, zmm12
0d8e  vpunpcklqdq zmm13, zmm5, zmm11
0d94  vpunpckhqdq zmm11, zmm5, zmm11
0d9a  vpunpcklqdq zmm5, zmm10, zmm12
0da0  vpunpckhqdq zmm12, zmm10, zmm12
0da6  vshufi32x4 zmm10, zmm16, zmm13, 88h
0dad  vshufi32x4 zmm13, zmm16, zmm13, 0DDh
0db4  vshufi32x4 zmm16, zmm6, zmm11, 88h
0dbb  vshufi32x4 zmm11, zmm6, zmm11, 0DDh
0dc2  vshufi32x4 zmm6, zmm15, zmm5, 88h
0dc9  vshufi32x4 zmm5, zmm15, zmm5, 0DDh
0dd0  vshufi32x4 zmm15, zmm9, zmm12, 88h
0dd7  vshufi32x4 zmm12, zmm9, zmm12, 0DDh
0dde  vpandd zmm9, zmm10, zmm2
0de4  vmovups zmm7, [rcx+440h]
0dee  vprord zmm7, zmm7, 1Eh
0df5  vpternlogd zmm9, zmm7, zmm4, 0F8h
0dfc  vpxord zmm1, zmm1, zmm1
0e02  vpdpbusd zmm1, zmm9, [rdx+50h]{1to16}
0e0c  vpandd zmm9, zmm16, zmm2
0e12  vmovups zmm7, [rcx+480h]
0e1c  vprord zmm7, zmm7, 1Eh
0e23  vpternlogd zmm9, zmm7, zmm4, 0F8h
0e2a  vpdpbusd zmm1, zmm9, [rdx+54h]{1to16}
0e34  vpandd zmm9, zmm6, zmm2
0e3a  vmovups zmm7, [rcx+4C0h]
0e44  vprord zmm7, zmm7, 1Eh
0e4b  vpternlogd zmm9, zmm7, zmm4, 0F8h
0e52  vpdpbusd zmm1, zmm9, [rdx+58h]{1to16}
0e5c  vpandd zmm9, zmm15, zmm2
0e62  vmovups zmm7, [rcx+500h]
0e6c  vprord zmm7, zmm7, 1Eh
0e73  vpternlogd zmm9, zmm7, zmm4, 0F8h
0e7a  vpdpbusd zmm1, zmm9, [rdx+5Ch]{1to16}
0e84  vpandd zmm9, zmm13, zmm2
0e8a  vmovups zmm7, [rcx+540h]
0e94  vprord zmm7, zmm7, 1Eh
0e9b  vpternlogd zmm9, zmm7, zmm4, 0F8h
0ea2  vpdpbusd zmm1, zmm9, [rdx+60h]{1to16}
0eac  vpandd zmm9, zmm11, zmm2
0eb2  vmovups zmm7, [rcx+580h]
0ebc  vprord zmm7, zmm7, 1Eh
0ec3  vpternlogd zmm9, zmm7, zmm4, 0F8h
0eca  vpdpbusd zmm1, zmm9, [rdx+64h]{1to16}
0ed4  vpandd zmm9, zmm5, zmm2
0eda  vmovups zmm7, [rcx+5C0h]
0ee4  vprord zmm7, zmm7, 1Eh
0eeb  vpternlogd zmm9, zmm7, zmm4, 0F8h
0ef2  vpdpbusd zmm1, zmm9, [rdx+68h]{1to16}
0efc  vpandd zmm9, zmm12, zmm2
0f02  vmovups zmm7, [rcx+600h]
0f0c  vprord zmm7, zmm7, 1Eh
0f13  vpternlogd zmm9, zmm7, zmm4, 0F8h
0f1a  vpdpbusd zmm1, zmm9, [rdx+6Ch]{1to16}
0f24  vmovups zmm9, [rcx+0C0h]
0f2e  vmovups zmm7, [rcx+2C0h]
0f38  vcvtdq2ps zmm1, zmm1
0f3e  vmulps zmm14, zmm9, [rdx+70h]{1to16}
0f48  vfmadd231ps zmm0, zmm1, zmm14
0f4e  vfmadd231ps zmm0, zmm7, [rdx+74h]{1to16}
0f58  vgf2p8affineqb zmm10, zmm10, zmm3, 0
0f5f  vmovups zmm7, [rcx+440h]
0f69  vprord zmm7, zmm7, 1Fh
0f70  vpternlogd zmm10, zmm7, zmm4, 0F8h
0f77  vpxord zmm1, zmm1, zmm1
0f7d  vpdpbusd zmm1, zmm10, [rdx+78h]{1to16}
0f87  vgf2p8affineqb zmm16, zmm16, zmm3, 0
0f8e  vmovups zmm10, [rcx+480h]
0f98  vprord zmm10, zmm10, 1Fh
0f9f  vpternlogd zmm16, zmm10, zmm4, 0F8h
0fa6  vpdpbusd zmm1, zmm16, [rdx+7Ch]{1to16}
0fb0  vgf2p8affineqb zmm6, zmm6, zmm3, 0
0fb7  vmovups zmm16, [rcx+4C0h]
0fc1  vprord zmm16, zmm16, 1Fh
0fc8  vpternlogd zmm6, zmm16, zmm4, 0F8h
0fcf  vpdpbusd zmm1, zmm6, [rdx+80h]{1to16}
0fd9  vgf2p8affineqb zmm15, zmm15, zmm3, 0
0fe0  vmovups zmm6, [rcx+500h]
0fea  vprord zmm6, zmm6, 1Fh
0ff1  vpternlogd zmm15, zmm6, zmm4, 0F8h
0ff8  vpdpbusd zmm1, zmm15, [rdx+84h]{1to16}
1002  vgf2p8affineqb zmm13, zmm13, zmm3, 0
1009  vmovups zmm15, [rcx+540h]
1013  vprord zmm15, zmm15, 1Fh
101a  vpternlogd zmm13, zmm15, zmm4, 0F8h
1021  vpdpbusd zmm1, zmm13, [rdx+88h]{1to16}
102b  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1032  vmovups zmm13, [rcx+580h]
103c  vprord zmm13, zmm13, 1Fh
1043  vpternlogd zmm11, zmm13, zmm4, 0F8h
104a  vpdpbusd zmm1, zmm11, [rdx+8Ch]{1to16}
1054  vgf2p8affineqb zmm5, zmm5, zmm3, 0
105b  vmovups zmm11, [rcx+5C0h]
1065  vprord zmm11, zmm11, 1Fh
106c  vpternlogd zmm5, zmm11, zmm4, 0F8h
1073  vpdpbusd zmm1, zmm5, [rdx+90h]{1to16}
107d  vgf2p8affineqb zmm12, zmm12, zmm3, 0
1084  vmovups zmm5, [rcx+600h]
108e  vprord zmm5, zmm5, 1Fh
1095  vpternlogd zmm12, zmm5, zmm4, 0F8h
109c  vpdpbusd zmm1, zmm12, [rdx+94h]{1to16}
10a6  vmovups zmm12, [rcx+100h]
10b0  vmovups zmm5, [rcx+300h]
10ba  vcvtdq2ps zmm1, zmm1
10c0  vmulps zmm11, zmm12, [rdx+98h]{1to16}
10ca  vfmadd231ps zmm0, zmm1, zmm11
10d0  vfmadd231ps zmm0, zmm5, [rdx+9Ch]{1to16}
10da  prefetcht0 [r9+800h]
10e2  prefetcht1 [r9+2800h]
10ea  prefetcht0 [r9+840h]
10f2  prefetcht1 [r9+2840h]
10fa  prefetcht0 [r9+880h]
1102  prefetcht1 [r9+2880h]
110a  prefetcht0 [r9+8C0h]
1112  prefetcht1 [r9+28C0h]
111a  prefetcht0 [r9+900h]
1122  prefetcht1 [r9+2900h]
112a  prefetcht0 [r9+940h]
1132  prefetcht1 [r9+2940h]
113a  prefetcht0 [r9+980h]
1142  prefetcht1 [r9+2980h]
114a  prefetcht0 [r9+9C0h]
1152  prefetcht1 [r9+29C0h]
115a  vmovups ymm5, [rdi+70h]
1164  vmovups ymm12, [rdi+r8+70h]
116f  vmovups ymm11, [rdi+r8*2+70h]
117a  vmovups ymm13, [rdi+rax+70h]
1185  lea r10, [rdi+r8*4]
118d  vinserti64x4 zmm5, zmm5, [r10+70h], 1
1198  vinserti64x4 zmm12, zmm12, [r10+r8+70h], 1
11a4  vinserti64x4 zmm11, zmm11, [r10+r8*2+70h], 1
11b0  vinserti64x4 zmm13, zmm13, [r10+rax+70h], 1
11bc  vpunpckldq zmm7, zmm5, zmm12
11c2  vpunpckhdq zmm12, zmm5, zmm12
11c8  vpunpckldq zmm5, zmm11, zmm13
11ce  vpunpckhdq zmm13, zmm11, zmm13
11d4  vpunpcklqdq zmm11, zmm7, zmm5
11da  vpunpckhqdq zmm5, zmm7, zmm5
11e0  vpunpcklqdq zmm7, zmm12, zmm13
11e6  vpunpckhqdq zmm13, zmm12, zmm13
11ec  lea r10, [r10+r8*4]
11f4  vmovups ymm15, [r10+70h]
11fe  vmovups ymm6, [r10+r8+70h]
1209  vmovups ymm16, [r10+r8*2+70h]
1214  vmovups ymm10, [r10+rax+70h]
121f  lea r10, [r10+r8*4]
1227  vinserti64x4 zmm15, zmm15, [r10+70h], 1
1232  vinserti64x4 zmm6, zmm6, [r10+r8+70h], 1
123e  vinserti64x4 zmm16, zmm16, [r10+r8*2+70h], 1
124a  vinserti64x4 zmm10, zmm10, [r10+rax+70h], 1
1256  vpunpckldq zmm12, zmm15, zmm6
125c  vpunpckhdq zmm6, zmm15, zmm6
1262  vpunpckldq zmm15, zmm16, zmm10
1268  vpunpckhdq zmm10, zmm16, zmm10
126e  vpunpcklqdq zmm16, zmm12, zmm15
1274  vpunpckhqdq zmm15, zmm12, zmm15
127a  vpunpcklqdq zmm12, zmm6, zmm10
1280  vpunpckhqdq zmm10, zmm6, zmm10
1286  vshufi32x4 zmm6, zmm11, zmm16, 88h
128d  vshufi32x4 zmm16, zmm11, zmm16, 0DDh
1294  vshufi32x4 zmm11, zmm5, zmm15, 88h
129b  vshufi32x4 zmm15, zmm5, zmm15, 0DDh
12a2  vshufi32x4 zmm5, zmm7, zmm12, 88h
12a9  vshufi32x4 zmm12, zmm7, zmm12, 0DDh
12b0  vshufi32x4 zmm7, zmm13, zmm10, 88h
12b7  vshufi32x4 zmm10, zmm13, zmm10, 0DDh
12be  vpandd zmm13, zmm6, zmm2
12c4  vmovups zmm9, [rcx+440h]
12ce  vpternlogd zmm13, zmm9, zmm4, 0F8h
12d5  vpxord zmm1, zmm1, zmm1
12db  vpdpbusd zmm1, zmm13, [rdx+0A0h]{1to16}
12e5  vpandd zmm13, zmm11, zmm2
12eb  vmovups zmm9, [rcx+480h]
12f5  vpternlogd zmm13, zmm9, zmm4, 0F8h
12fc  vpdpbusd zmm1, zmm13, [rdx+0A4h]{1to16}
1306  vpandd zmm13, zmm5, zmm2
130c  vmovups zmm9, [rcx+4C0h]
1316  vpternlogd zmm13, zmm9, zmm4, 0F8h
131d  vpdpbusd zmm1, zmm13, [rdx+0A8h]{1to16}
1327  vpandd zmm13, zmm7, zmm2
132d  vmovups zmm9, [rcx+500h]
1337  vpternlogd zmm13, zmm9, zmm4, 0F8h
133e  vpdpbusd zmm1, zmm13, [rdx+0ACh]{1to16}
1348  vpandd zmm13, zmm16, zmm2
134e  vmovups zmm9, [rcx+540h]
1358  vpternlogd zmm13, zmm9, zmm4, 0F8h
135f  vpdpbusd zmm1, zmm13, [rdx+0B0h]{1to16}
1369  vpandd zmm13, zmm15, zmm2
136f  vmovups zmm9, [rcx+580h]
1379  vpternlogd zmm13, zmm9, zmm4, 0F8h
1380  vpdpbusd zmm1, zmm13, [rdx+0B4h]{1to16}
138a  vpandd zmm13, zmm12, zmm2
1390  vmovups zmm9, [rcx+5C0h]
139a  vpternlogd zmm13, zmm9, zmm4, 0F8h
13a1  vpdpbusd zmm1, zmm13, [rdx+0B8h]{1to16}
13ab  vpandd zmm13, zmm10, zmm2
13b1  vmovups zmm9, [rcx+600h]
13bb  vpternlogd zmm13, zmm9, zmm4, 0F8h
13c2  vpdpbusd zmm1, zmm13, [rdx+0BCh]{1to16}
13cc  vmovups zmm13, [rcx+140h]
13d6  vmovups zmm9, [rcx+340h]
13e0  vcvtdq2ps zmm1, zmm1
13e6  vmulps zmm14, zmm13, [rdx+0C0h]{1to16}
13f0  vfmadd231ps zmm0, zmm1, zmm14
13f6  vfmadd231ps zmm0, zmm9, [rdx+0C4h]{1to16}
1400  vgf2p8affineqb zmm6, zmm6, zmm3, 0
1407  vmovups zmm9, [rcx+440h]
1411  vprord zmm9, zmm9, 1
1418  vpternlogd zmm6, zmm9, zmm4, 0F8h
141f  vpxord zmm1, zmm1, zmm1
1425  vpdpbusd zmm1, zmm6, [rdx+0C8h]{1to16}
142f  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1436  vmovups zmm6, [rcx+480h]
1440  vprord zmm6, zmm6, 1
1447  vpternlogd zmm11, zmm6, zmm4, 0F8h
144e  vpdpbusd zmm1, zmm11, [rdx+0CCh]{1to16}
1458  vgf2p8affineqb zmm5, zmm5, zmm3, 0
145f  vmovups zmm11, [rcx+4C0h]
1469  vprord zmm11, zmm11, 1
1470  vpternlogd zmm5, zmm11, zmm4, 0F8h
1477  vpdpbusd zmm1, zmm5, [rdx+0D0h]{1to16}
1481  vgf2p8affineqb zmm7, zmm7, zmm3, 0
1488  vmovups zmm5, [rcx+500h]
1492  vprord zmm5, zmm5, 1
1499  vpternlogd zmm7, zmm5, zmm4, 0F8h
14a0  vpdpbusd zmm1, zmm7, [rdx+0D4h]{1to16}
14aa  vgf2p8affineqb zmm16, zmm16, zmm3, 0
14b1  vmovups zmm7, [rcx+540h]
14bb  vprord zmm7, zmm7, 1
14c2  vpternlogd zmm16, zmm7, zmm4, 0F8h
14c9  vpdpbusd zmm1, zmm16, [rdx+0D8h]{1to16}
14d3  vgf2p8affineqb zmm15, zmm15, zmm3, 0
14da  vmovups zmm16, [rcx+580h]
14e4  vprord zmm16, zmm16, 1
14eb  vpternlogd zmm15, zmm16, zmm4, 0F8h
14f2  vpdpbusd zmm1, zmm15, [rdx+0DCh]{1to16}
14fc  vgf2p8affineqb zmm12, zmm12, zmm3, 0
1503  vmovups zmm15, [rcx+5C0h]
150d  vprord zmm15, zmm15, 1
1514  vpternlogd zmm12, zmm15, zmm4, 0F8h
151b  vpdpbusd zmm1, zmm12, [rdx+0E0h]{1to16}
1525  vgf2p8affineqb zmm10, zmm10, zmm3, 0
152c  vmovups zmm12, [rcx+600h]
1536  vprord zmm12, zmm12, 1
153d  vpternlogd zmm10, zmm12, zmm4, 0F8h
1544  vpdpbusd zmm1, zmm10, [rdx+0E4h]{1to16}
154e  vmovups zmm10, [rcx+180h]
1558  vmovups zmm12, [rcx+380h]
1562  vcvtdq2ps zmm1, zmm1
1568  vmulps zmm15, zmm10, [rdx+0E8h]{1to16}
1572  vfmadd231ps zmm0, zmm1, zmm15
1578  vfmadd231ps zmm0, zmm12, [rdx+0ECh]{1to16}
1582  prefetcht0 [r9+0A00h]
158a  prefetcht1 [r9+2A00h]
1592  prefetcht0 [r9+0A40h]
159a  prefetcht1 [r9+2A40h]
15a2  prefetcht0 [r9+0A80h]
15aa  prefetcht1 [r9+2A80h]
15b2  prefetcht0 [r9+0AC0h]
15ba  prefetcht1 [r9+2AC0h]
15c2  vmovups ymm12, [rdi+90h]
15cc  vmovups ymm10, [rdi+r8+90h]
15d7  vmovups ymm15, [rdi+r8*2+90h]
15e2  vmovups ymm16, [rdi+rax+90h]
15ed  lea r10, [rdi+r8*4]
15f5  vinserti64x4 zmm12, zmm12, [r10+90h], 1
1600  vinserti64x4 zmm10, zmm10, [r10+r8+90h], 1
160c  vinserti64x4 zmm15, zmm15, [r10+r8*2+90h], 1
1618  vinserti64x4 zmm16, zmm16, [r10+rax+90h], 1
1624  vpunpckldq zmm9, zmm12, zmm10
162a  vpunpckhdq zmm10, zmm12, zmm10
1630  vpunpckldq zmm12, zmm15, zmm16
1636  vpunpckhdq zmm16, zmm15, zmm16
163c  vpunpcklqdq zmm15, zmm9, zmm12
1642  vpunpckhqdq zmm12, zmm9, zmm12
1648  vpunpcklqdq zmm9, zmm10, zmm16
164e  vpunpckhqdq zmm16, zmm10, zmm16
1654  lea r10, [r10+r8*4]
165c  vmovups ymm7, [r10+90h]
1666  vmovups ymm5, [r10+r8+90h]
1671  vmovups ymm11, [r10+r8*2+90h]
167c  vmovups ymm6, [r10+rax+90h]
1687  lea r10, [r10+r8*4]
168f  vinserti64x4 zmm7, zmm7, [r10+90h], 1
169a  vinserti64x4 zmm5, zmm5, [r10+r8+90h], 1
16a6  vinserti64x4 zmm11, zmm11, [r10+r8*2+90h], 1
16b2  vinserti64x4 zmm6, zmm6, [r10+rax+90h], 1
16be  vpunpckldq zmm10, zmm7, zmm5
16c4  vpunpckhdq zmm5, zmm7, zmm5
16ca  vpunpckldq zmm7, zmm11, zmm6
16d0  vpunpckhdq zmm6, zmm11, zmm6
16d6  vpunpcklqdq zmm11, zmm10, zmm7
16dc  vpunpckhqdq zmm7, zmm10, zmm7
16e2  vpunpcklqdq zmm10, zmm5, zmm6
16e8  vpunpckhqdq zmm6, zmm5, zmm6
16ee  vshufi32x4 zmm5, zmm15, zmm11, 88h
16f5  vshufi32x4 zmm11, zmm15, zmm11, 0DDh
16fc  vshufi32x4 zmm15, zmm12, zmm7, 88h
1703  vshufi32x4 zmm7, zmm12, zmm7, 0DDh
170a  vshufi32x4 zmm12, zmm9, zmm10, 88h
1711  vshufi32x4 zmm10, zmm9, zmm10, 0DDh
1718  vshufi32x4 zmm9, zmm16, zmm6, 88h
171f  vshufi32x4 zmm6, zmm16, zmm6, 0DDh
1726  vpandd zmm16, zmm5, zmm2
172c  vmovups zmm13, [rcx+440h]
1736  vprord zmm13, zmm13, 2
173d  vpternlogd zmm16, zmm13, zmm4, 0F8h
1744  vpxord zmm1, zmm1, zmm1
174a  vpdpbusd zmm1, zmm16, [rdx+0F0h]{1to16}
1754  vpandd zmm16, zmm15, zmm2
175a  vmovups zmm13, [rcx+480h]
1764  vprord zmm13, zmm13, 2
176b  vpternlogd zmm16, zmm13, zmm4, 0F8h
1772  vpdpbusd zmm1, zmm16, [rdx+0F4h]{1to16}
177c  vpandd zmm16, zmm12, zmm2
1782  vmovups zmm13, [rcx+4C0h]
178c  vprord zmm13, zmm13, 2
1793  vpternlogd zmm16, zmm13, zmm4, 0F8h
179a  vpdpbusd zmm1, zmm16, [rdx+0F8h]{1to16}
17a4  vpandd zmm16, zmm9, zmm2
17aa  vmovups zmm13, [rcx+500h]
17b4  vprord zmm13, zmm13, 2
17bb  vpternlogd zmm16, zmm13, zmm4, 0F8h
17c2  vpdpbusd zmm1, zmm16, [rdx+0FCh]{1to16}
17cc  vpandd zmm16, zmm11, zmm2
17d2  vmovups zmm13, [rcx+540h]
17dc  vprord zmm13, zmm13, 2
17e3  vpternlogd zmm16, zmm13, zmm4, 0F8h
17ea  vpdpbusd zmm1, zmm16, [rdx+100h]{1to16}
17f4  vpandd zmm16, zmm7, zmm2
17fa  vmovups zmm13, [rcx+580h]
1804  vprord zmm13, zmm13, 2
180b  vpternlogd zmm16, zmm13, zmm4, 0F8h
1812  vpdpbusd zmm1, zmm16, [rdx+104h]{1to16}
181c  vpandd zmm16, zmm10, zmm2
1822  vmovups zmm13, [rcx+5C0h]
182c  vprord zmm13, zmm13, 2
1833  vpternlogd zmm16, zmm13, zmm4, 0F8h
183a  vpdpbusd zmm1, zmm16, [rdx+108h]{1to16}
1844  vpandd zmm16, zmm6, zmm2
184a  vmovups zmm13, [rcx+600h]
1854  vprord zmm13, zmm13, 2
185b  vpternlogd zmm16, zmm13, zmm4, 0F8h
1862  vpdpbusd zmm1, zmm16, [rdx+10Ch]{1to16}
186c  vmovups zmm16, [rcx+1C0h]
1876  vmovups zmm13, [rcx+3C0h]
1880  vcvtdq2ps zmm1, zmm1
1886  vmulps zmm14, zmm16, [rdx+110h]{1to16}
1890  vfmadd231ps zmm0, zmm1, zmm14
1896  vfmadd231ps zmm0, zmm13, [rdx+114h]{1to16}
18a0  vgf2p8affineqb zmm5, zmm5, zmm3, 0
18a7  vmovups zmm13, [rcx+440h]
18b1  vprord zmm13, zmm13, 3
18b8  vpternlogd zmm5, zmm13, zmm4, 0F8h
18bf  vpxord zmm1, zmm1, zmm1
18c5  vpdpbusd zmm1, zmm5, [rdx+118h]{1to16}
18cf  vgf2p8affineqb zmm15, zmm15, zmm3, 0
18d6  vmovups zmm5, [rcx+480h]
18e0  vprord zmm5, zmm5, 3
18e7  vpternlogd zmm15, zmm5, zmm4, 0F8h
18ee  vpdpbusd zmm1, zmm15, [rdx+11Ch]{1to16}
18f8  vgf2p8affineqb zmm12, zmm12, zmm3, 0
18ff  vmovups zmm15, [rcx+4C0h]
1909  vprord zmm15, zmm15, 3
1910  vpternlogd zmm12, zmm15, zmm4, 0F8h
1917  vpdpbusd zmm1, zmm12, [rdx+120h]{1to16}
1921  vgf2p8affineqb zmm9, zmm9, zmm3, 0
1928  vmovups zmm12, [rcx+500h]
1932  vprord zmm12, zmm12, 3
1939  vpternlogd zmm9, zmm12, zmm4, 0F8h
1940  vpdpbusd zmm1, zmm9, [rdx+124h]{1to16}
194a  vgf2p8affineqb zmm11, zmm11, zmm3, 0
1951  vmovups zmm9, [rcx+540h]
195b  vprord zmm9, zmm9, 3
1962  vpternlogd zmm11, zmm9, zmm4, 0F8h
1969  vpdpbusd zmm1, zmm11, [rdx+128h]{1to16}
1973  vgf2p8affineqb zmm7, zmm7, zmm3, 0
197a  vmovups zmm11, [rcx+580h]
1984  vprord zmm11, zmm11, 3
198b  vpternlogd zmm7, zmm11, zmm4, 0F8h
1992  vpdpbusd zmm1, zmm7, [rdx+12Ch]{1to16}
199c  vgf2p8affineqb zmm10, zmm10, zmm3, 0
19a3  vmovups zmm7, [rcx+5C0h]
19ad  vprord zmm7, zmm7, 3
19b4  vpternlogd zmm10, zmm7, zmm4, 0F8h
19bb  vpdpbusd zmm1, zmm10, [rdx+130h]{1to16}
19c5  vgf2p8affineqb zmm6, zmm6, zmm3, 0
19cc  vmovups zmm10, [rcx+600h]
19d6  vprord zmm10, zmm10, 3
19dd  vpternlogd zmm6, zmm10, zmm4, 0F8h
19e4  vpdpbusd zmm1, zmm6, [rdx+134h]{1to16}
19ee  vmovups zmm6, [rcx+200h]
19f8  vmovups zmm10, [rcx+400h]
1a02  vcvtdq2ps zmm1, zmm1
1a08  vmulps zmm7, zmm6, [rdx+138h]{1to16}
1a12  vfmadd231ps zmm0, zmm1, zmm7
1a18  vfmadd231ps zmm0, zmm10, [rdx+13Ch]{1to16}
1a22  add rdi, 0B0h
1a29  add r9, 0B00h
1a30  add rdx, 140h
1a37  add rsi, 0FFFFFFFFFFFFFFF8h
1a3e  jg near 30h
1a44  vmovups [rcx], zmm0
1a4e  vzeroupper
1a51  ret
1a80  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
1ac0  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
1b00  10101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010
1b40  000002000400060008000a000c000e00100012001400160018001a001c001e00010003000500070009000b000d000f00110013001500170019001b001d001f00
1b80  000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf000080bf
1bc0  30303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030303030
1c00  3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f
1c40  ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000
