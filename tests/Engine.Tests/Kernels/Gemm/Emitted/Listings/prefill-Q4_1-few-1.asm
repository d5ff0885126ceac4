0000  vmovups zmm28, [rel 200h]
000a  vmovups zmm16, [rcx]
0014  vmovups zmm0, [rdi]
001e  vmovups zmm1, [rdi+40h]
0028  vmovups zmm2, [rdi+80h]
0032  vmovups zmm3, [rdi+0C0h]
003c  vmovups zmm4, [rdi+100h]
0046  vmovups zmm5, [rdi+140h]
0050  vmovups zmm6, [rdi+180h]
005a  vmovups zmm7, [rdi+1C0h]
0064  vpunpckldq zmm8, zmm0, zmm1
006a  vpunpckhdq zmm9, zmm0, zmm1
0070  vpunpckldq zmm10, zmm2, zmm3
0076  vpunpckhdq zmm11, zmm2, zmm3
007c  vpunpckldq zmm12, zmm4, zmm5
0082  vpunpckhdq zmm13, zmm4, zmm5
0088  vpunpckldq zmm14, zmm6, zmm7
008e  vpunpckhdq zmm15, zmm6, zmm7
0094  vpunpcklqdq zmm0, zmm8, zmm10
009a  vpunpckhqdq zmm1, zmm8, zmm10
00a0  vpunpcklqdq zmm2, zmm9, zmm11
00a6  vpunpckhqdq zmm3, zmm9, zmm11
00ac  vpunpcklqdq zmm4, zmm12, zmm14
00b2  vpunpckhqdq zmm5, zmm12, zmm14
00b8  vpunpcklqdq zmm6, zmm13, zmm15
00be  vpunpckhqdq zmm7, zmm13, zmm15
00c4  vshufi32x4 zmm8, zmm0, zmm4, 88h
00cb  vshufi32x4 zmm12, zmm0, zmm4, 0DDh
00d2  vshufi32x4 zmm9, zmm1, zmm5, 88h
00d9  vshufi32x4 zmm13, zmm1, zmm5, 0DDh
00e0  vshufi32x4 zmm10, zmm2, zmm6, 88h
00e7  vshufi32x4 zmm14, zmm2, zmm6, 0DDh
00ee  vshufi32x4 zmm11, zmm3, zmm7, 88h
00f5  vshufi32x4 zmm15, zmm3, zmm7, 0DDh
00fc  vpermps zmm24, zmm28, [r9]
0106  vpermps zmm26, zmm28, [r9+0C0h]
0110  vpbroadcastd zmm1, [rdx+200h]
011a  vpxord zmm0, zmm0, zmm0
0120  vpdpbusd zmm0, zmm8, [rdx]{1to16}
012a  vpdpbusd zmm0, zmm9, [rdx+40h]{1to16}
0134  vpdpbusd zmm0, zmm10, [rdx+80h]{1to16}
013e  vpdpbusd zmm0, zmm11, [rdx+0C0h]{1to16}
0148  vpdpbusd zmm0, zmm12, [rdx+100h]{1to16}
0152  vpdpbusd zmm0, zmm13, [rdx+140h]{1to16}
015c  vpdpbusd zmm0, zmm14, [rdx+180h]{1to16}
0166  vpdpbusd zmm0, zmm15, [rdx+1C0h]{1to16}
0170  vcvtdq2ps zmm0, zmm0
0176  vpbroadcastd zmm2, [rdx+240h]
0180  vmulps zmm3, zmm1, zmm24
0186  vfmadd231ps zmm16, zmm0, zmm3
018c  vfmadd231ps zmm16, zmm2, zmm26
0192  add rdi, 780h
0199  add r9, 780h
01a0  add rdx, 500h
01a7  add rsi, 0FFFFFFFFFFFFFFFFh
01ae  jg near 14h
01b4  vmovups [rcx], zmm16
01be  vzeroupper
01c1  ret
0200  0000000002000000040000000600000001000000030000000500000007000000080000000a0000000c0000000e000000090000000b0000000d0000000f000000
