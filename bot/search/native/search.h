/* The native scorer: every structure and function of it.
 *
 * bot/search/native/__init__.py reads the structures from this file, so a field is one line.  The
 * scorer only reads the index; what it needs beside is in a workspace, for one query at a time. */

#ifndef SEARCH_H
#define SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* A term of a query. */
struct term {
    const int32_t *grams;    /* of a form of the index */
    const uint32_t *letters; /* of another one: the parts that its grams are of, with 0 between */
    double idf;
    double information;
    double relative_frequency;
    int32_t first; /* its own forms are those in first : end */
    int32_t end;
    int32_t gram_count;
    int32_t letter_count;
    int32_t may_be_typo; /* one part: a word between marks */
};

/* An index, as bot/search/postings.py and bot/search/fuzzy.py have it, and the scorer's constants.
 * List i of a ragged array is in offsets[i] : offsets[i + 1]. */
struct index {
    const struct term *terms;     /* the term of each form */
    const int64_t *token_offsets; /* tokens of the post at each position */
    const int32_t *tokens;        /* the form of each token */
    const int32_t *starts;        /* where each token is in the text of its post */
    const int32_t *ends;
    const int32_t *lengths;      /* where the last word of the post at each position ends */
    const uint8_t *numbers;      /* kinds of numbers of the post at each position */
    const double *length_norm;   /* BM25's, of the post at each position */
    const int64_t *list_offsets; /* postings of each form */
    const int32_t *positions;    /* rising in each list */
    const int32_t *tf;           /* how often the post has the form */
    const int64_t *gram_offsets; /* forms with each gram */
    const int32_t *gram_forms;
    const uint64_t *gram_codes; /* rising */
    const int32_t *vocabulary_forms;
    const uint32_t *spelling; /* the characters of the words of the vocabulary's forms */
    const int64_t *spelling_offsets;
    const int64_t *delete_offsets; /* forms with the deletes of each list; once one is needed */
    const int32_t *delete_forms;
    const double *rarity;            /* the weight of a gram by the number of forms with it */
    const double *neighbour_weights; /* of the posts before one, itself, and those after */
    int64_t forms;
    int64_t span; /* positions */
    int64_t gram_count;
    int64_t delete_lists;
    uint64_t factor; /* of hashes */
    int64_t shortest_two_typos;
    int64_t before;
    int64_t after;
    int64_t candidates;
    int64_t max_similar;
    int64_t max_tied;
    int64_t max_posts;
    int64_t max_matches;
    double least_similarity;
    double precision;
    double one_edit;
    double k1;
    double letters;
    double number_bonus;
    double early_bonus;
    double min_match;
    double min_similarity;
    double estimate_step;
    double everyday;   /* relative frequency from which on a term is no content word */
    double max_marked; /* from which on it is not worth marking */
    double weight_followed;
};

struct query {
    const struct term **terms;
    int64_t term_count;
    int64_t letters;  /* of a strange term, at most */
    int64_t followed; /* from this term on, only the question before has them */
    int64_t number;   /* the kind that is asked for, or 0 */
    int64_t limit;
};

/* A form to look for, in place of a term. */
struct sought {
    double similarity;
    struct sought *next; /* the same form, for another term */
    int32_t form;
    int32_t term;
    int32_t own; /* whether it is a form of the term itself */
    int32_t is_typo;
};

/* The grams of a term: the numbers of those that are known, and how many there are with others. */
struct grams {
    const int32_t *numbers;
    int64_t known;
    int64_t count;
};

/* What a term adds to a score at most, as a word and by its letters. */
struct weight {
    double word;
    double letters;
};

/* What a post has of a term: its score under BM25, and the largest similarity. */
struct held {
    double word;
    double similarity;
    int64_t matches; /* that are written */
};

/* A post at a position, or a form, by its rank in whole steps. */
struct ranked {
    double rank;
    double bound; /* of the score of a post, at most; then the score */
    int32_t number;
};

/* A hit, as ScoredPost has it; then where in the output its matches begin, its spans, and what it
 * has of each term, and where that ends. */
struct hit {
    double score;
    double found;
    double telling;
    double missing;
    int32_t position;
    int32_t has_number;
    int32_t matches;
    int32_t spans;
    int32_t evidence;
    int32_t end;
};

struct evidence {
    int32_t own;
    double similarity;
    double contribution;
};

struct match {
    int32_t term;
    int32_t token;
    int32_t form;
    int32_t is_typo;
};

/* What to mark; rising, without overlap. */
struct span {
    int32_t start;
    int32_t end;
};

struct buffer {
    void *start;
    size_t size;
};

struct workspace {
    char *output; /* the number of hits, the largest similarity to each term, hits, their parts */
    double *similarity; /* by form; 0 between uses */
    int32_t *touched;   /* forms */
    int32_t *grams;     /* of a strange term */
    uint64_t *codes;
    struct ranked *ranked;   /* forms */
    struct sought **seekers; /* by form, the first of those that seek it; null between uses */
    double *estimates;       /* by position; 0 between uses */
    int32_t *noted;          /* positions with an estimate */
    struct ranked *candidates;
    struct ranked *best;
    struct sought *sought;
    const struct term **terms;
    struct weight *weights; /* by term */
    struct held *held;
    struct held *near;
    struct buffer buffers[16];
};

/* workspace.c: return a workspace to be used again and again, or null where memory is short. */
EXPORT struct workspace *new_workspace(void);

/* workspace.c: make room for a query, and return whether there is memory for it. */
bool prepare(const struct index *index, const struct query *query, struct workspace *work);

/* workspace.c: make room for the parts of a hit with a number of matches behind some bytes of
 * output, and return whether there is memory for it. */
bool make_room_for_parts(const struct query *query, struct workspace *work, size_t size,
                         int64_t matches);

/* rank.c: rank the posts for a query, and return the size of the workspace's output, or -1 where
 * memory is short.  A term is given by the number of its form, or, by a number after the
 * last, as the next of those that are strange to the index. */
EXPORT int64_t rank_posts(const struct index *index, struct workspace *work, const int32_t *numbers,
                          const struct term *strange, int64_t term_count, int64_t followed,
                          int64_t number, int64_t limit);

/* invert.c: write the numbers of the lists with each value, each once, rising, how often each has
 * it, and where those of a value begin, in `starts`, which is 0 before; return how many these are.
 */
EXPORT int64_t invert(int64_t lists, int64_t keys, const int64_t *offsets, const int32_t *values,
                      int64_t *starts, int64_t *ends, int32_t *inverted, int32_t *times);

/* best.c: move the best to the front, the worst of them last, the others in any order. */
void select_best(struct ranked *some, int64_t count, int64_t wanted);

/* best.c: insert one where it belongs among the best, if it does, and return their number. */
int64_t insert(struct ranked *best, int64_t count, int64_t capacity, struct ranked one);

/* best.c: sort by falling rank, equal ones by rising number. */
void sort_ranked(struct ranked *some, int64_t count);

/* similar.c: write the forms to look for in place of a term, and return their number. */
int64_t find_similar(const struct index *index, const struct workspace *work,
                     const struct term *term, struct sought *sought, double *mass);

/* strange.c: find the grams of a strange term, each once; they are valid until the next call. */
struct grams find_grams(const struct index *index, const struct workspace *work,
                        const struct term *term);

/* strange.c: whether a form is that number of edits away from a term. */
bool is_typo(const struct index *index, const struct term *term, int32_t form, int64_t edits);

/* strange.c: touch the forms that are one edit away from a term, and return whether there are some.
 */
bool raise_one_edit_apart(const struct index *index, const struct workspace *work,
                          const struct term *term, int64_t *touched);

/* strange.c: raise the similarity of the ranked forms that are two edits away from a term, and
 * return whether there are some. */
bool raise_two_edits_apart(const struct index *index, const struct workspace *work,
                           const struct term *term, int64_t similar);

/* candidates.c: write the posts with the highest estimates, and return their number. */
int64_t find_candidates(const struct index *index, const struct query *query,
                        const struct workspace *work, int64_t sought_count);

/* rescore.c: score candidates, write the best in order, and return their number. */
int64_t score_candidates(const struct index *index, const struct query *query,
                         const struct workspace *work, int64_t count);

/* rescore.c: note what the post at a position has of each term, and return how many matches. */
int64_t hold(const struct index *index, const struct query *query, const struct workspace *work,
             int64_t position);

/* mark.c: write what to mark of some matches in a post, and return the number of spans. */
int64_t mark(const struct index *index, const struct query *query, const struct match *matches,
             int64_t count, struct span *spans);

/* BM25's score, for an idf of 1, of a term with this frequency in the post at a position. */
static inline double term_score(const struct index *index, double tf, int64_t position) {
    return tf * (index->k1 + 1) / (tf + index->length_norm[position]);
}

/* The idf of a term, less where only the question before has it. */
static inline double idf_of(const struct index *index, const struct query *query, int64_t term) {
    return query->terms[term]->idf * (term < query->followed ? 1 : index->weight_followed);
}

/* Whether a term is used too often to find candidates. */
static inline bool is_everyday(const struct index *index, const struct query *query, int64_t term) {
    return query->terms[term]->relative_frequency >= index->everyday;
}

static inline double larger(double a, double b) { return a > b ? a : b; }

static inline double smaller(double a, double b) { return a < b ? a : b; }

static inline double bonus(const struct index *index, const struct query *query, int64_t position) {
    return index->numbers[position] & query->number ? index->number_bonus : 0;
}

#endif
