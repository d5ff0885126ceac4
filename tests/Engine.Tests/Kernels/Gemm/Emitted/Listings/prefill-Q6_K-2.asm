0000  vmovups zmm16, [rdx]
000a  vmovups zmm17, [rdx+40h]
0014  vmovups zmm18, [rdx+80h]
001e  vmovups zmm19, [rdx+0C0h]
0028  vmovups zmm20, [rdx+100h]
0032  vmovups zmm21, [rdx+140h]
003c  vmovups zmm22, [rdx+180h]
0046  vmovups zmm23, [rdx+1C0h]
0050  vmovups zmm10, [rdx+200h]
005a  vmovups zmm12, [rdx+240h]
0064  vmovups zmm13, [rdx+280h]
006e  vmovups zmm24, [rdx+2C0h]
0078  vmovups zmm25, [rdx+300h]
0082  vmovups zmm26, [rdx+340h]
008c  vmovups zmm27, [rdx+380h]
0096  vmovups zmm28, [rdx+3C0h]
00a0  vmovups zmm29, [rdx+400h]
00aa  vmovups zmm30, [rdx+440h]
00b4  vmovups zmm31, [rdx+480h]
00be  vmovups zmm11, [rdx+4C0h]
00c8  vmovups zmm14, [rdx+500h]
00d2  vmovups zmm15, [rdx+540h]
00dc  lea rax, [rdi+600h]
00e3  vpxord zmm0, zmm0, zmm0
00e9  vpxord zmm1, zmm1, zmm1
00ef  vpxord zmm2, zmm2, zmm2
00f5  vpxord zmm3, zmm3, zmm3
00fb  vpxord zmm4, zmm4, zmm4
0101  vpxord zmm5, zmm5, zmm5
0107  vpxord zmm6, zmm6, zmm6
010d  vpxord zmm7, zmm7, zmm7
0113  vpbroadcastd zmm8, [rdi]
011d  vpdpbusd zmm0, zmm8, zmm16
0123  vpdpbusd zmm2, zmm8, zmm24
0129  vpbroadcastd zmm8, [rdi+10h]
0133  vpdpbusd zmm1, zmm8, zmm20
0139  vpdpbusd zmm3, zmm8, zmm28
013f  vpbroadcastd zmm8, [rdi+20h]
0149  vpdpbusd zmm4, zmm8, zmm16
014f  vpdpbusd zmm6, zmm8, zmm24
0155  vpbroadcastd zmm8, [rdi+30h]
015f  vpdpbusd zmm5, zmm8, zmm20
0165  vpdpbusd zmm7, zmm8, zmm28
016b  vpbroadcastd zmm8, [rdi+4]
0175  vpdpbusd zmm0, zmm8, zmm17
017b  vpdpbusd zmm2, zmm8, zmm25
0181  vpbroadcastd zmm8, [rdi+14h]
018b  vpdpbusd zmm1, zmm8, zmm21
0191  vpdpbusd zmm3, zmm8, zmm29
0197  vpbroadcastd zmm8, [rdi+24h]
01a1  vpdpbusd zmm4, zmm8, zmm17
01a7  vpdpbusd zmm6, zmm8, zmm25
01ad  vpbroadcastd zmm8, [rdi+34h]
01b7  vpdpbusd zmm5, zmm8, zmm21
01bd  vpdpbusd zmm7, zmm8, zmm29
01c3  vpbroadcastd zmm8, [rdi+8]
01cd  vpdpbusd zmm0, zmm8, zmm18
01d3  vpdpbusd zmm2, zmm8, zmm26
01d9  vpbroadcastd zmm8, [rdi+18h]
01e3  vpdpbusd zmm1, zmm8, zmm22
01e9  vpdpbusd zmm3, zmm8, zmm30
01ef  vpbroadcastd zmm8, [rdi+28h]
01f9  vpdpbusd zmm4, zmm8, zmm18
01ff  vpdpbusd zmm6, zmm8, zmm26
0205  vpbroadcastd zmm8, [rdi+38h]
020f  vpdpbusd zmm5, zmm8, zmm22
0215  vpdpbusd zmm7, zmm8, zmm30
021b  vpbroadcastd zmm8, [rdi+0Ch]
0225  vpdpbusd zmm0, zmm8, zmm19
022b  vpdpbusd zmm2, zmm8, zmm27
0231  vpbroadcastd zmm8, [rdi+1Ch]
023b  vpdpbusd zmm1, zmm8, zmm23
0241  vpdpbusd zmm3, zmm8, zmm31
0247  vpbroadcastd zmm8, [rdi+2Ch]
0251  vpdpbusd zmm4, zmm8, zmm19
0257  vpdpbusd zmm6, zmm8, zmm27
025d  vpbroadcastd zmm8, [rdi+3Ch]
0267  vpdpbusd zmm5, zmm8, zmm23
026d  vpdpbusd zmm7, zmm8, zmm31
0273  vmovups zmm9, [rcx]
027d  vcvtdq2ps zmm0, zmm0
0283  vfmadd213ps zmm0, zmm10, zmm12
0289  vfmadd231ps zmm9, zmm0, [rax]{1to16}
0293  vcvtdq2ps zmm1, zmm1
0299  vfmadd213ps zmm1, zmm10, zmm13
029f  vfmadd231ps zmm9, zmm1, [rax+0C0h]{1to16}
02a9  vmovups [rcx], zmm9
02b3  vmovups zmm9, [rcx+0C00h]
02bd  vcvtdq2ps zmm2, zmm2
02c3  vfmadd213ps zmm2, zmm11, zmm14
02c9  vfmadd231ps zmm9, zmm2, [rax]{1to16}
02d3  vcvtdq2ps zmm3, zmm3
02d9  vfmadd213ps zmm3, zmm11, zmm15
02df  vfmadd231ps zmm9, zmm3, [rax+0C0h]{1to16}
02e9  vmovups [rcx+0C00h], zmm9
02f3  vmovups zmm9, [rcx+40h]
02fd  vcvtdq2ps zmm4, zmm4
0303  vfmadd213ps zmm4, zmm10, zmm12
0309  vfmadd231ps zmm9, zmm4, [rax+4]{1to16}
0313  vcvtdq2ps zmm5, zmm5
0319  vfmadd213ps zmm5, zmm10, zmm13
031f  vfmadd231ps zmm9, zmm5, [rax+0C4h]{1to16}
0329  vmovups [rcx+40h], zmm9
0333  vmovups zmm9, [rcx+0C40h]
033d  vcvtdq2ps zmm6, zmm6
0343  vfmadd213ps zmm6, zmm11, zmm14
0349  vfmadd231ps zmm9, zmm6, [rax+4]{1to16}
0353  vcvtdq2ps zmm7, zmm7
0359  vfmadd213ps zmm7, zmm11, zmm15
035f  vfmadd231ps zmm9, zmm7, [rax+0C4h]{1to16}
0369  vmovups [rcx+0C40h], zmm9
0373  add rdi, 40h
037a  add rax, 8
0381  add rcx, 80h
0388  add rsi, 0FFFFFFFFFFFFFFFEh
038f  jg near 0E3h
0395  vzeroupper
0398  ret
