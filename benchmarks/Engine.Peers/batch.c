// What the bare C API of llama.cpp gives n sequences that are decoded together: the bound for whatever is built upon it.
// Protocol and JSON are those of "engine bench --callers --json": prompts that share nothing are read, then every step decodes one token of each.
//
//     gcc -O3 -o batch batch.c -ldl -lm && ./batch --library DIR MODEL.gguf --callers 1,8 -p 64 -n 64 -r 5 -t 2
//
// The structs are those of llama.cpp v0.4.0 and v0.5.0 on 64-bit systems; another release is refused when it does not echo what was set.
#include <dlfcn.h>
#include <glob.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_CALLERS = 256, MOST_COUNTS = 32, BLOCK = 64, LANES = 16, LOG_WARNING = 3 };

struct model_params {
    void *devices, *buffer_types;
    int32_t gpu_layers;
    int32_t modes[4];
    void *pointers[4];
    bool flags[8];
};

struct context_params {
    uint32_t n_ctx, n_batch, n_ubatch, n_seq_max, before_threads[3];
    int32_t n_threads, n_threads_batch, kinds[5];
    float rope[6];
    uint32_t yarn_original;
    float defragment;
    void *evaluated[2];
    int32_t type_k, type_v;
    void *abort[2];
    bool embeddings, offload, no_timings, offload_ops, swa_full, unified;
    void *last[3];
};

struct batch {
    int32_t n_tokens;
    int32_t *token;
    float *embedding;
    int32_t *position, *n_sequences, **sequence;
    int8_t *wants_logits;
};

_Static_assert(sizeof(struct model_params) == 80, "model parameters");
_Static_assert(sizeof(struct context_params) == 160, "context parameters");
_Static_assert(sizeof(struct batch) == 56, "batch");

#define FUNCTIONS(X) \
    X(void, ggml_backend_load_all_from_path, const char *) \
    X(void, llama_backend_init, void) \
    X(void, llama_log_set, void (*)(int, const char *, void *), void *) \
    X(struct model_params, llama_model_default_params, void) \
    X(struct context_params, llama_context_default_params, void) \
    X(void *, llama_model_load_from_file, const char *, struct model_params) \
    X(void *, llama_init_from_model, void *, struct context_params) \
    X(const void *, llama_model_get_vocab, const void *) \
    X(int32_t, llama_vocab_n_tokens, const void *) \
    X(uint32_t, llama_n_ctx, const void *) \
    X(uint32_t, llama_n_batch, const void *) \
    X(uint32_t, llama_n_seq_max, const void *) \
    X(int32_t, llama_n_threads, const void *) \
    X(void *, llama_get_memory, const void *) \
    X(void, llama_memory_clear, void *, bool) \
    X(struct batch, llama_batch_init, int32_t, int32_t, int32_t) \
    X(void, llama_batch_free, struct batch) \
    X(int32_t, llama_decode, void *, struct batch) \
    X(float *, llama_get_logits_ith, void *, int32_t) \
    X(void, llama_free, void *) \
    X(void, llama_model_free, void *)
#define DECLARE(result, name, ...) static result (*name)(__VA_ARGS__);
FUNCTIONS(DECLARE)

struct settings {
    const char *library, *model;
    int counts[MOST_COUNTS], n_counts, prompt, generated, repetitions, threads, batch, unified;
};

// The measurements of one number of callers; times in milliseconds.
struct samples {
    double *rates, *first, *gaps;
    int n_rates, n_first, n_gaps;
};

struct session {
    void *context;
    struct batch batch;
    int vocabulary;
    const struct settings *set;
};

static void fail(const char *what, const char *detail)
{
    fprintf(stderr, "batch: %s: %s\n", what, detail);
    exit(2);
}

static void on_log(int level, const char *text, void *unused)
{
    (void)unused;
    if (level == LOG_WARNING + 1) fputs(text, stderr);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec * 1e-6;
}

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) fail("memory", "there is none left");
    return memory;
}

static void open_library(const char *folder)
{
    static const char *const patterns[] = { "libllama.v*.so", "libllama.so" };
    char pattern[4096];
    glob_t found = { 0 };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns && !found.gl_pathc; i++) {
        snprintf(pattern, sizeof pattern, "%s/%s", folder, patterns[i]);
        glob(pattern, 0, NULL, &found);
    }
    if (!found.gl_pathc) fail("no libllama here", folder);
    void *library = dlopen(found.gl_pathv[0], RTLD_NOW | RTLD_LOCAL);
    if (!library) fail("the library does not load", dlerror());
#define FIND(result, name, ...) if (!(name = (result (*)(__VA_ARGS__))dlsym(library, #name))) fail("the library lacks a function", #name);
    FUNCTIONS(FIND)
    globfree(&found);
}

// Whole rows of lanes are passed over where nothing exceeds the best so far, which compilers turn into vectors.
static int32_t likeliest(const float *logits, int count)
{
    int best = 0, i = 0;
    for (; i + LANES <= count; i += LANES) {
        int exceeds = 0;
        for (int lane = 0; lane < LANES; lane++) exceeds |= logits[i + lane] > logits[best];
        for (int lane = 0; exceeds && lane < LANES; lane++) if (logits[i + lane] > logits[best]) best = i + lane;
    }
    for (; i < count; i++) if (logits[i] > logits[best]) best = i;
    return best;
}

static void add(struct batch *batch, int32_t token, int position, int sequence, bool wants_logits)
{
    int at = batch->n_tokens++;
    batch->token[at] = token;
    batch->position[at] = position;
    batch->n_sequences[at] = 1;
    batch->sequence[at][0] = sequence;
    batch->wants_logits[at] = wants_logits;
}

static void decode(struct session *session)
{
    if (llama_decode(session->context, session->batch)) fail("llama_decode", "the step failed");
}

// One run: prompts in batches as full as they can be, then a token of every caller in each step. Nobody is stopped by the end of a text.
static void run(struct session *session, int callers, uint32_t seed, struct samples *kept)
{
    const struct settings *set = session->set;
    struct batch *batch = &session->batch;
    int32_t next[MOST_CALLERS], owner[MOST_CALLERS], row[MOST_CALLERS];
    double last[MOST_CALLERS];
    int total = callers * set->prompt;
    int32_t *prompts = zeroed(total, sizeof *prompts);
    uint32_t bits = seed * 2654435761u + 1;
    for (int i = 0; i < total; i++) {
        bits = bits * 1664525u + 1013904223u;
        prompts[i] = i % set->prompt ? (bits >> 8) % session->vocabulary : (seed + i / set->prompt) % session->vocabulary;
    }
    llama_memory_clear(llama_get_memory(session->context), true);

    double start = now();
    for (int read = 0; read < total;) {
        int ended = 0;
        for (batch->n_tokens = 0; read < total && batch->n_tokens < set->batch; read++) {
            bool ends = read % set->prompt == set->prompt - 1;
            if (ends) { owner[ended] = read / set->prompt; row[ended++] = batch->n_tokens; }
            add(batch, prompts[read], read % set->prompt, read / set->prompt, ends);
        }
        decode(session);
        for (int i = 0; i < ended; i++) {
            next[owner[i]] = likeliest(llama_get_logits_ith(session->context, row[i]), session->vocabulary);
            last[owner[i]] = now();
            if (kept) kept->first[kept->n_first++] = last[owner[i]] - start;
        }
    }
    for (int step = 1; step < set->generated; step++) {
        batch->n_tokens = 0;
        for (int caller = 0; caller < callers; caller++) add(batch, next[caller], set->prompt + step - 1, caller, true);
        decode(session);
        for (int caller = 0; caller < callers; caller++) {
            next[caller] = likeliest(llama_get_logits_ith(session->context, caller), session->vocabulary);
            double time = now();
            if (kept) kept->gaps[kept->n_gaps++] = time - last[caller];
            last[caller] = time;
        }
    }
    if (kept) kept->rates[kept->n_rates++] = callers * set->generated / ((now() - start) / 1e3);
    free(prompts);
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double percentile(const double *values, int count, double percent)
{
    if (!count) return 0;
    double *sorted = zeroed(count, sizeof *sorted);
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    int at = (int)ceil(percent / 100 * count) - 1;
    double value = sorted[at < count ? at : count - 1];
    free(sorted);
    return value;
}

static void print_text(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

// Returns the rate, which rows that follow are compared with.
static double measure(struct session *session, int callers, double one)
{
    const struct settings *set = session->set;
    int tokens = callers * set->repetitions;
    struct samples kept = {
        .rates = zeroed(set->repetitions, sizeof(double)), .first = zeroed(tokens, sizeof(double)), .gaps = zeroed((size_t)tokens * set->generated, sizeof(double)),
    };
    for (int i = 0; i <= set->repetitions; i++) run(session, callers, i * 1000, i ? &kept : NULL);
    double rate = percentile(kept.rates, kept.n_rates, 50);
    if (callers == 1) one = rate;
    printf("  {\n    \"backend\": \"llama.cpp C\",\n    \"model\": ");
    print_text(set->model);
    printf(",\n    \"n_threads\": %d,\n    \"callers\": %d,\n    \"n_prompt\": %d,\n    \"n_gen\": %d,\n", set->threads, callers, set->prompt, set->generated);
    printf("    \"tps\": %.4f,\n    \"ratio\": %.4f,\n", rate, one > 0 ? rate / one : 0);
    printf("    \"first_p50\": %.4f,\n    \"first_p99\": %.4f,\n", percentile(kept.first, kept.n_first, 50), percentile(kept.first, kept.n_first, 99));
    printf("    \"gap_p50\": %.4f,\n    \"gap_p99\": %.4f,\n", percentile(kept.gaps, kept.n_gaps, 50), percentile(kept.gaps, kept.n_gaps, 99));
    printf("    \"samples_tps\": [\n");
    for (int i = 0; i < kept.n_rates; i++) printf("      %.4f%s\n", kept.rates[i], i + 1 < kept.n_rates ? "," : "");
    printf("    ]\n  }");
    free(kept.rates); free(kept.first); free(kept.gaps);
    return one;
}

static int number(const char *name, const char *text, int least, int most)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end || value < least || value > most) {
        fprintf(stderr, "batch: %s is '%s'; a number from %d to %d was expected\n", name, text, least, most);
        exit(2);
    }
    return (int)value;
}

static void read_counts(struct settings *set, char *text)
{
    set->n_counts = 0;
    for (char *part = strtok(text, ","); part; part = strtok(NULL, ",")) {
        if (set->n_counts == MOST_COUNTS) fail("--callers", "too many numbers");
        set->counts[set->n_counts++] = number("--callers", part, 1, MOST_CALLERS);
    }
    if (!set->n_counts) fail("--callers", "numbers separated by commas were expected");
}

static struct settings read_arguments(int count, char **arguments)
{
    const int most = 1 << 20;
    struct settings set = { .counts = { 1, 2, 4, 8, 16, 32 }, .n_counts = 6, .prompt = 64, .generated = 64, .repetitions = 5, .threads = 2, .batch = 512, .unified = 1 };
    struct { const char *name; int *value, least; } numbers[] = {
        { "-p", &set.prompt, 1 }, { "-n", &set.generated, 1 }, { "-r", &set.repetitions, 1 }, { "-t", &set.threads, 1 }, { "-b", &set.batch, 1 }, { "--unified", &set.unified, 0 },
    };
    for (int i = 1; i < count; i++) {
        char *argument = arguments[i];
        if (argument[0] != '-') {
            if (set.model) fail("a second model", argument);
            set.model = argument;
            continue;
        }
        if (i + 1 == count) fail("a flag without its value", argument);
        char *value = arguments[++i];
        if (!strcmp(argument, "--library")) { set.library = value; continue; }
        if (!strcmp(argument, "--callers")) { read_counts(&set, value); continue; }
        size_t at = 0, rows = sizeof numbers / sizeof *numbers;
        while (at < rows && strcmp(argument, numbers[at].name)) at++;
        if (at == rows) fail("an unknown flag", argument);
        *numbers[at].value = number(argument, value, numbers[at].least, numbers[at].value == &set.unified ? 1 : most);
    }
    if (!set.library || !set.model) fail("usage", "batch --library DIR MODEL.gguf [--callers 1,8] [-p 64] [-n 64] [-r 5] [-t 2] [-b 512] [--unified 0|1]");
    return set;
}

int main(int count, char **arguments)
{
    struct settings set = read_arguments(count, arguments);
    int most = 0;
    for (int i = 0; i < set.n_counts; i++) if (set.counts[i] > most) most = set.counts[i];
    if (most > set.batch) fail("-b is less than the callers", "llama.cpp wants a batch that holds a token of each");

    open_library(set.library);
    llama_log_set(on_log, NULL);
    ggml_backend_load_all_from_path(set.library);
    llama_backend_init();
    struct model_params model_params = llama_model_default_params();
    model_params.gpu_layers = 0;
    void *model = llama_model_load_from_file(set.model, model_params);
    if (!model) fail("the model does not load", set.model);

    struct context_params params = llama_context_default_params();
    uint32_t room = (uint32_t)most * ((set.prompt + set.generated + BLOCK - 1) / BLOCK * BLOCK);
    params.n_ctx = room;
    params.n_batch = params.n_ubatch = set.batch;
    params.n_seq_max = most;
    params.n_threads = params.n_threads_batch = set.threads;
    params.unified = most > 1 && set.unified;
    void *context = llama_init_from_model(model, params);
    if (!context) fail("no context", set.model);
    if (llama_n_ctx(context) < room || llama_n_batch(context) != (uint32_t)set.batch || llama_n_seq_max(context) != (uint32_t)most || llama_n_threads(context) != set.threads)
        fail("the library does not echo what was set; its structs are of another release", set.library);

    struct session session = {
        .context = context, .batch = llama_batch_init(set.batch, 0, 1), .vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model)), .set = &set,
    };
    double one = 0;
    printf("[\n");
    for (int i = 0; i < set.n_counts; i++) {
        one = measure(&session, set.counts[i], one);
        printf("%s\n", i + 1 < set.n_counts ? "," : "");
        fflush(stdout);
    }
    printf("]\n");
    llama_batch_free(session.batch);
    llama_free(context);
    llama_model_free(model);
    return 0;
}
