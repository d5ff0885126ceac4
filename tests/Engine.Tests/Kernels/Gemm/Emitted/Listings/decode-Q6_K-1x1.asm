0000  vpxord zmm0, zmm0, zmm0
0006  lea rax, [r8+r8*2]
000e  vmovups zmm16, [rel 240h]
0018  vmovups zmm17, [rel 280h]
0022  vmovups zmm18, [rel 2C0h]
002c  vpmovsxbd zmm19, [rdi+0C0h]
0036  vcvtdq2ps zmm19, zmm19
003c  vpbroadcastw zmm21, [rdi+0D0h]
0046  vcvtph2ps zmm21, ymm21
004c  vmulps zmm19, zmm19, zmm21
0052  vmulps zmm8, zmm19, [rdx]
005c  vfmadd231ps zmm0, zmm19, [rdx+40h]
0066  vmovups zmm24, [rel 300h]
0070  vmovups zmm26, [rel 340h]
007a  vmovups zmm25, [rel 380h]
0084  vmovups zmm27, [rel 3C0h]
008e  prefetcht0 [r9]
0096  prefetcht1 [r9+4000h]
009e  prefetcht0 [r9+40h]
00a6  prefetcht1 [r9+4040h]
00ae  vmovups zmm20, [rdi]
00b8  vpandd zmm19, zmm20, zmm16
00be  vgf2p8affineqb zmm20, zmm20, zmm17, 0
00c5  vbroadcasti64x4 zmm23, [rdi+80h]
00cf  vpmultishiftqb zmm22, zmm26, zmm23
00d5  vpternlogd zmm19, zmm22, zmm18, 0E4h
00dc  vpmultishiftqb zmm23, zmm27, zmm23
00e2  vpternlogd zmm20, zmm23, zmm18, 0E4h
00e9  vpxord zmm21, zmm21, zmm21
00ef  vpdpbusd zmm21, zmm19, [rdx+80h]
00f9  vcvtdq2ps zmm21, zmm21
00ff  vpermps zmm22, zmm24, zmm8
0105  vfmadd231ps zmm0, zmm21, zmm22
010b  vpxord zmm21, zmm21, zmm21
0111  vpdpbusd zmm21, zmm20, [rdx+0C0h]
011b  vcvtdq2ps zmm21, zmm21
0121  vpermps zmm22, zmm25, zmm8
0127  vfmadd231ps zmm0, zmm21, zmm22
012d  add rsi, 0FFFFFFFFFFFFFFFFh
0134  jle near 223h
013a  vmovups zmm24, [rel 400h]
0144  vmovups zmm26, [rel 340h]
014e  vmovups zmm25, [rel 440h]
0158  vmovups zmm27, [rel 3C0h]
0162  prefetcht0 [r9+80h]
016a  prefetcht1 [r9+4080h]
0172  prefetcht0 [r9+0C0h]
017a  prefetcht1 [r9+40C0h]
0182  vmovups zmm20, [rdi+40h]
018c  vpandd zmm19, zmm20, zmm16
0192  vgf2p8affineqb zmm20, zmm20, zmm17, 0
0199  vbroadcasti64x4 zmm23, [rdi+0A0h]
01a3  vpmultishiftqb zmm22, zmm26, zmm23
01a9  vpternlogd zmm19, zmm22, zmm18, 0E4h
01b0  vpmultishiftqb zmm23, zmm27, zmm23
01b6  vpternlogd zmm20, zmm23, zmm18, 0E4h
01bd  vpxord zmm21, zmm21, zmm21
01c3  vpdpbusd zmm21, zmm19, [rdx+100h]
01cd  vcvtdq2ps zmm21, zmm21
01d3  vpermps zmm22, zmm24, zmm8
01d9  vfmadd231ps zmm0, zmm21, zmm22
01df  vpxord zmm21, zmm21, zmm21
01e5  vpdpbusd zmm21, zmm20, [rdx+140h]
01ef  vcvtdq2ps zmm21, zmm21
01f5  vpermps zmm22, zmm25, zmm8
01fb  vfmadd231ps zmm0, zmm21, zmm22
0201  add rdi, 0D2h
0208  add r9, 0D2h
020f  add rdx, 180h
0216  add rsi, 0FFFFFFFFFFFFFFFFh
021d  jg near 2Ch
0223  vmovups [rcx], zmm0
022d  vzeroupper
0230  ret
0240  0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f
0280  00000000804020100000000080402010000000008040201000000000804020100000000080402010000000008040201000000000804020100000000080402010
02c0  cfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcfcf
0300  00000000000000000000000000000000010000000100000001000000010000000200000002000000020000000200000003000000030000000300000003000000
0340  3c040c141c242c343c040c141c242c343c040c141c242c343c040c141c242c343e060e161e262e363e060e161e262e363e060e161e262e363e060e161e262e36
0380  04000000040000000400000004000000050000000500000005000000050000000600000006000000060000000600000007000000070000000700000007000000
03c0  0008101820283038000810182028303800081018202830380008101820283038020a121a222a323a020a121a222a323a020a121a222a323a020a121a222a323a
0400  08000000080000000800000008000000090000000900000009000000090000000a0000000a0000000a0000000a0000000b0000000b0000000b0000000b000000
0440  0c0000000c0000000c0000000c0000000d0000000d0000000d0000000d0000000e0000000e0000000e0000000e0000000f0000000f0000000f0000000f000000
