// Times llama.cpp's samplers: fills the array of candidates from a row of logits, applies the chain and accepts the token, as llama_sampler_sample does.
//   gcc -O2 -o chain chain.c -ldl -lm
//   chain LIBRARY ROWS VOCABULARY ITERATIONS SAMPLER...       prints the microseconds of every iteration as JSON
// ROWS is a file of float rows, read in turn. Signatures of v0.5.0.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { int32_t id; float logit, p; } token_data;
typedef struct { token_data *data; size_t size; int64_t selected; bool sorted; } token_data_array;
typedef struct { int32_t token; float bias; } logit_bias;
typedef struct { bool no_perf; } chain_params;

static void *library;

static void *find(const char *name)
{
    void *symbol = dlsym(library, name);
    if (!symbol) { fprintf(stderr, "no %s\n", name); exit(2); }
    return symbol;
}

#define CALL(result, name, ...) ((result (*)(__VA_ARGS__))find(name))

static void *create(const char *name, int vocabulary)
{
    if (!strcmp(name, "penalties")) return CALL(void *, "llama_sampler_init_penalties", int, int, float, float, float)(vocabulary, 64, 1.1f, 0, 0);
    if (!strcmp(name, "top_k")) return CALL(void *, "llama_sampler_init_top_k", int)(40);
    if (!strcmp(name, "top_p")) return CALL(void *, "llama_sampler_init_top_p", float, size_t)(0.95f, 1);
    if (!strcmp(name, "min_p")) return CALL(void *, "llama_sampler_init_min_p", float, size_t)(0.05f, 1);
    if (!strcmp(name, "temperature")) return CALL(void *, "llama_sampler_init_temp", float)(0.8f);
    if (!strcmp(name, "typical")) return CALL(void *, "llama_sampler_init_typical", float, size_t)(0.95f, 1);
    if (!strcmp(name, "top_n_sigma")) return CALL(void *, "llama_sampler_init_top_n_sigma", float)(1);
    if (!strcmp(name, "xtc")) return CALL(void *, "llama_sampler_init_xtc", float, float, size_t, uint32_t)(1, 0.1f, 1, 1);
    if (!strcmp(name, "dry")) return CALL(void *, "llama_sampler_init_dry", void *, float, float, int, int, const char **, size_t)(0, 0.8f, 1.75f, 2, 4096, 0, 0);
    if (!strcmp(name, "dynatemp")) return CALL(void *, "llama_sampler_init_temp_ext", float, float, float)(0.8f, 0.5f, 1);
    if (!strcmp(name, "mirostat")) return CALL(void *, "llama_sampler_init_mirostat", int, uint32_t, float, float, int)(vocabulary, 1, 3, 0.1f, 100);
    if (!strcmp(name, "mirostat2")) return CALL(void *, "llama_sampler_init_mirostat_v2", uint32_t, float, float)(1, 3, 0.1f);
    if (!strcmp(name, "adaptive_p")) return CALL(void *, "llama_sampler_init_adaptive_p", float, float, uint32_t)(0.3f, 0.9f, 1);
    if (!strcmp(name, "draw")) return CALL(void *, "llama_sampler_init_dist", uint32_t)(1);
    if (!strcmp(name, "bans"))
    {
        logit_bias bans[100];
        for (int i = 0; i < 100; i++) bans[i] = (logit_bias){ i * 37, -1.0f / 0.0f };
        return CALL(void *, "llama_sampler_init_logit_bias", int, int, const logit_bias *)(vocabulary, 100, bans);
    }
    fprintf(stderr, "no sampler %s\n", name);
    exit(2);
}

int main(int count, char **arguments)
{
    if (count < 6) { fprintf(stderr, "usage: chain LIBRARY ROWS VOCABULARY ITERATIONS SAMPLER...\n"); return 2; }
    library = dlopen(arguments[1], RTLD_NOW);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 2; }
    int vocabulary = atoi(arguments[3]), iterations = atoi(arguments[4]);

    FILE *file = fopen(arguments[2], "rb");
    if (!file) { fprintf(stderr, "no %s\n", arguments[2]); return 2; }
    fseek(file, 0, SEEK_END);
    size_t rows = ftell(file) / (vocabulary * sizeof(float));
    rewind(file);
    float *logits = malloc(rows * vocabulary * sizeof(float));
    if (fread(logits, sizeof(float) * vocabulary, rows, file) != rows) return 2;

    void *chain = CALL(void *, "llama_sampler_chain_init", chain_params)((chain_params){ true });
    for (int i = 5; i < count; i++) CALL(void, "llama_sampler_chain_add", void *, void *)(chain, create(arguments[i], vocabulary));
    void (*apply)(void *, token_data_array *) = find("llama_sampler_apply");
    void (*accept)(void *, int32_t) = find("llama_sampler_accept");
    token_data *data = malloc(vocabulary * sizeof(token_data));
    for (int i = 0; i < 4096; i++) accept(chain, i * 7 % 997);   // a text to look back on

    printf("[");
    for (int i = 0; i < iterations; i++)
    {
        const float *row = logits + (i % rows) * vocabulary;
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (int id = 0; id < vocabulary; id++) data[id] = (token_data){ id, row[id], 0 };
        token_data_array array = { data, vocabulary, -1, false };
        apply(chain, &array);
        accept(chain, array.data[array.selected].id);
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%s%.2f", i ? "," : "", (end.tv_sec - start.tv_sec) * 1e6 + (end.tv_nsec - start.tv_nsec) * 1e-3);
    }
    printf("]\n");
    return 0;
}
