0000  vpxord zmm0, zmm0, zmm0
0006  vpxord zmm1, zmm1, zmm1
000c  vpxord zmm2, zmm2, zmm2
0012  vpxord zmm3, zmm3, zmm3
0018  prefetcht0 [rdi+800h]
001f  prefetcht1 [rdi+4000h]
0026  prefetcht0 [rdi+840h]
002d  prefetcht1 [rdi+4040h]
0034  vcvtph2ps zmm4, [rdi]
003e  vfmadd231ps zmm0, zmm4, [rdx]
0048  vcvtph2ps zmm5, [rdi+20h]
0052  vfmadd231ps zmm1, zmm5, [rdx+40h]
005c  vcvtph2ps zmm6, [rdi+40h]
0066  vfmadd231ps zmm2, zmm6, [rdx+80h]
0070  vcvtph2ps zmm7, [rdi+60h]
007a  vfmadd231ps zmm3, zmm7, [rdx+0C0h]
0084  add rdi, 80h
008b  add rdx, 100h
0092  add rsi, 0FFFFFFFFFFFFFFFFh
0099  jg near 18h
009f  vmovups [rcx], zmm0
00a9  vmovups [rcx+40h], zmm1
00b3  vmovups [rcx+80h], zmm2
00bd  vmovups [rcx+0C0h], zmm3
00c7  vzeroupper
00ca  ret
