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
0064  vmovups zmm24, [rdx+280h]
006e  vmovups zmm25, [rdx+2C0h]
0078  vmovups zmm26, [rdx+300h]
0082  vmovups zmm27, [rdx+340h]
008c  vmovups zmm28, [rdx+380h]
0096  vmovups zmm29, [rdx+3C0h]
00a0  vmovups zmm30, [rdx+400h]
00aa  vmovups zmm31, [rdx+440h]
00b4  vmovups zmm11, [rdx+480h]
00be  vmovups zmm13, [rdx+4C0h]
00c8  lea rax, [rdi+600h]
00cf  vpxord zmm0, zmm0, zmm0
00d5  vpxord zmm1, zmm1, zmm1
00db  vpxord zmm2, zmm2, zmm2
00e1  vpxord zmm3, zmm3, zmm3
00e7  vpxord zmm4, zmm4, zmm4
00ed  vpxord zmm5, zmm5, zmm5
00f3  vpxord zmm6, zmm6, zmm6
00f9  vpxord zmm7, zmm7, zmm7
00ff  vpbroadcastd zmm8, [rdi]
0109  vpdpbusd zmm0, zmm8, zmm16
010f  vpdpbusd zmm1, zmm8, zmm24
0115  vpbroadcastd zmm8, [rdi+20h]
011f  vpdpbusd zmm2, zmm8, zmm16
0125  vpdpbusd zmm3, zmm8, zmm24
012b  vpbroadcastd zmm8, [rdi+40h]
0135  vpdpbusd zmm4, zmm8, zmm16
013b  vpdpbusd zmm5, zmm8, zmm24
0141  vpbroadcastd zmm8, [rdi+60h]
014b  vpdpbusd zmm6, zmm8, zmm16
0151  vpdpbusd zmm7, zmm8, zmm24
0157  vpbroadcastd zmm8, [rdi+4]
0161  vpdpbusd zmm0, zmm8, zmm17
0167  vpdpbusd zmm1, zmm8, zmm25
016d  vpbroadcastd zmm8, [rdi+24h]
0177  vpdpbusd zmm2, zmm8, zmm17
017d  vpdpbusd zmm3, zmm8, zmm25
0183  vpbroadcastd zmm8, [rdi+44h]
018d  vpdpbusd zmm4, zmm8, zmm17
0193  vpdpbusd zmm5, zmm8, zmm25
0199  vpbroadcastd zmm8, [rdi+64h]
01a3  vpdpbusd zmm6, zmm8, zmm17
01a9  vpdpbusd zmm7, zmm8, zmm25
01af  vpbroadcastd zmm8, [rdi+8]
01b9  vpdpbusd zmm0, zmm8, zmm18
01bf  vpdpbusd zmm1, zmm8, zmm26
01c5  vpbroadcastd zmm8, [rdi+28h]
01cf  vpdpbusd zmm2, zmm8, zmm18
01d5  vpdpbusd zmm3, zmm8, zmm26
01db  vpbroadcastd zmm8, [rdi+48h]
01e5  vpdpbusd zmm4, zmm8, zmm18
01eb  vpdpbusd zmm5, zmm8, zmm26
01f1  vpbroadcastd zmm8, [rdi+68h]
01fb  vpdpbusd zmm6, zmm8, zmm18
0201  vpdpbusd zmm7, zmm8, zmm26
0207  vpbroadcastd zmm8, [rdi+0Ch]
0211  vpdpbusd zmm0, zmm8, zmm19
0217  vpdpbusd zmm1, zmm8, zmm27
021d  vpbroadcastd zmm8, [rdi+2Ch]
0227  vpdpbusd zmm2, zmm8, zmm19
022d  vpdpbusd zmm3, zmm8, zmm27
0233  vpbroadcastd zmm8, [rdi+4Ch]
023d  vpdpbusd zmm4, zmm8, zmm19
0243  vpdpbusd zmm5, zmm8, zmm27
0249  vpbroadcastd zmm8, [rdi+6Ch]
0253  vpdpbusd zmm6, zmm8, zmm19
0259  vpdpbusd zmm7, zmm8, zmm27
025f  vpbroadcastd zmm8, [rdi+10h]
0269  vpdpbusd zmm0, zmm8, zmm20
026f  vpdpbusd zmm1, zmm8, zmm28
0275  vpbroadcastd zmm8, [rdi+30h]
027f  vpdpbusd zmm2, zmm8, zmm20
0285  vpdpbusd zmm3, zmm8, zmm28
028b  vpbroadcastd zmm8, [rdi+50h]
0295  vpdpbusd zmm4, zmm8, zmm20
029b  vpdpbusd zmm5, zmm8, zmm28
02a1  vpbroadcastd zmm8, [rdi+70h]
02ab  vpdpbusd zmm6, zmm8, zmm20
02b1  vpdpbusd zmm7, zmm8, zmm28
02b7  vpbroadcastd zmm8, [rdi+14h]
02c1  vpdpbusd zmm0, zmm8, zmm21
02c7  vpdpbusd zmm1, zmm8, zmm29
02cd  vpbroadcastd zmm8, [rdi+34h]
02d7  vpdpbusd zmm2, zmm8, zmm21
02dd  vpdpbusd zmm3, zmm8, zmm29
02e3  vpbroadcastd zmm8, [rdi+54h]
02ed  vpdpbusd zmm4, zmm8, zmm21
02f3  vpdpbusd zmm5, zmm8, zmm29
02f9  vpbroadcastd zmm8, [rdi+74h]
0303  vpdpbusd zmm6, zmm8, zmm21
0309  vpdpbusd zmm7, zmm8, zmm29
030f  vpbroadcastd zmm8, [rdi+18h]
0319  vpdpbusd zmm0, zmm8, zmm22
031f  vpdpbusd zmm1, zmm8, zmm30
0325  vpbroadcastd zmm8, [rdi+38h]
032f  vpdpbusd zmm2, zmm8, zmm22
0335  vpdpbusd zmm3, zmm8, zmm30
033b  vpbroadcastd zmm8, [rdi+58h]
0345  vpdpbusd zmm4, zmm8, zmm22
034b  vpdpbusd zmm5, zmm8, zmm30
0351  vpbroadcastd zmm8, [rdi+78h]
035b  vpdpbusd zmm6, zmm8, zmm22
0361  vpdpbusd zmm7, zmm8, zmm30
0367  vpbroadcastd zmm8, [rdi+1Ch]
0371  vpdpbusd zmm0, zmm8, zmm23
0377  vpdpbusd zmm1, zmm8, zmm31
037d  vpbroadcastd zmm8, [rdi+3Ch]
0387  vpdpbusd zmm2, zmm8, zmm23
038d  vpdpbusd zmm3, zmm8, zmm31
0393  vpbroadcastd zmm8, [rdi+5Ch]
039d  vpdpbusd zmm4, zmm8, zmm23
03a3  vpdpbusd zmm5, zmm8, zmm31
03a9  vpbroadcastd zmm8, [rdi+7Ch]
03b3  vpdpbusd zmm6, zmm8, zmm23
03b9  vpdpbusd zmm7, zmm8, zmm31
03bf  vmovups zmm9, [rcx]
03c9  vcvtdq2ps zmm0, zmm0
03cf  vfmadd213ps zmm0, zmm10, zmm12
03d5  vfmadd231ps zmm9, zmm0, [rax]{1to16}
03df  vmovups [rcx], zmm9
03e9  vmovups zmm9, [rcx+0C00h]
03f3  vcvtdq2ps zmm1, zmm1
03f9  vfmadd213ps zmm1, zmm11, zmm13
03ff  vfmadd231ps zmm9, zmm1, [rax]{1to16}
0409  vmovups [rcx+0C00h], zmm9
0413  vmovups zmm9, [rcx+40h]
041d  vcvtdq2ps zmm2, zmm2
0423  vfmadd213ps zmm2, zmm10, zmm12
0429  vfmadd231ps zmm9, zmm2, [rax+4]{1to16}
0433  vmovups [rcx+40h], zmm9
043d  vmovups zmm9, [rcx+0C40h]
0447  vcvtdq2ps zmm3, zmm3
044d  vfmadd213ps zmm3, zmm11, zmm13
0453  vfmadd231ps zmm9, zmm3, [rax+4]{1to16}
045d  vmovups [rcx+0C40h], zmm9
0467  vmovups zmm9, [rcx+80h]
0471  vcvtdq2ps zmm4, zmm4
0477  vfmadd213ps zmm4, zmm10, zmm12
047d  vfmadd231ps zmm9, zmm4, [rax+8]{1to16}
0487  vmovups [rcx+80h], zmm9
0491  vmovups zmm9, [rcx+0C80h]
049b  vcvtdq2ps zmm5, zmm5
04a1  vfmadd213ps zmm5, zmm11, zmm13
04a7  vfmadd231ps zmm9, zmm5, [rax+8]{1to16}
04b1  vmovups [rcx+0C80h], zmm9
04bb  vmovups zmm9, [rcx+0C0h]
04c5  vcvtdq2ps zmm6, zmm6
04cb  vfmadd213ps zmm6, zmm10, zmm12
04d1  vfmadd231ps zmm9, zmm6, [rax+0Ch]{1to16}
04db  vmovups [rcx+0C0h], zmm9
04e5  vmovups zmm9, [rcx+0CC0h]
04ef  vcvtdq2ps zmm7, zmm7
04f5  vfmadd213ps zmm7, zmm11, zmm13
04fb  vfmadd231ps zmm9, zmm7, [rax+0Ch]{1to16}
0505  vmovups [rcx+0CC0h], zmm9
050f  add rdi, 80h
0516  add rax, 10h
051d  add rcx, 100h
0524  add rsi, 0FFFFFFFFFFFFFFFCh
052b  jg near 0CFh
0531  vzeroupper
0534  ret
