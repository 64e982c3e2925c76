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

/* An index, as bot/search/postings.py and bot/search/fuzzy.py have it, and the scorer's constants.
 * List i of a ragged array is in offsets[i] : offsets[i + 1]. */
struct index {
    const int64_t *token_offsets; /* tokens of the post at each position */
    const int32_t *tokens;        /* the form of each token */
    const int32_t *starts;        /* where each token is in the text of its post */
    const int32_t *ends;
    const uint8_t *numbers;      /* kinds of numbers of the post at each position */
    const double *length_norm;   /* BM25's, of the post at each position */
    const int64_t *list_offsets; /* postings of each form */
    const int32_t *positions;    /* rising in each list */
    const int32_t *tf;           /* how often the post has the form */
    const int64_t *gram_offsets; /* forms with each gram */
    const int32_t *gram_forms;
    const double *rarity;            /* the weight of a gram by the number of forms with it */
    const double *neighbour_weights; /* of the posts before one, itself, and those after */
    int64_t forms;
    int64_t span; /* positions */
    int64_t before;
    int64_t after;
    int64_t candidates;
    int64_t max_similar;
    int64_t max_tied;
    int64_t max_posts;
    double precision;
    double one_edit;
    double k1;
    double letters;
    double number_bonus;
    double min_match;
    double min_similarity;
    double estimate_step;
};

/* A term of a query. */
struct term {
    int32_t first; /* its own forms are those in first : end */
    int32_t end;
    int32_t known_grams; /* number of its grams in the query's list, those with a number, */
    int32_t gram_count;  /* and of all of them */
    int32_t edit_count;  /* number of its forms in the query's list of edits */
    int32_t everyday;    /* whether it is no content word */
    int32_t marked;      /* whether it is rare enough to be marked */
    double idf;
    double information;
};

struct query {
    const struct term *terms;
    int64_t term_count;
    const int32_t *grams; /* of the terms, one's after the other's */
    const int32_t *edits; /* forms at an edit distance of one, likewise */
    int64_t number;       /* the kind that is asked for, or 0 */
    int64_t limit;
};

/* A form to look for, in place of a term. */
struct sought {
    double similarity;
    struct sought *next; /* the same form, for another term */
    int32_t form;
    int32_t term;
    int32_t own; /* whether it is a form of the term itself */
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
};

/* A post at a position, or a form, by its rank in whole steps. */
struct ranked {
    double rank;
    double bound; /* of the score of a post, at most; then the score */
    int32_t number;
};

/* A hit, as ScoredPost has it; its matches and spans begin where those of the hit before end. */
struct hit {
    double score;
    double found;
    double telling;
    double missing;
    int32_t position;
    int32_t has_number;
    int64_t match_end;
    int64_t span_end;
};

struct evidence {
    int32_t own;
    double similarity;
    double contribution;
};

struct match {
    int32_t term;
    int32_t token;
};

struct span {
    int32_t start;
    int32_t end;
};

struct result {
    double *anywhere; /* of each term, the largest similarity of any form */
    struct hit *hits;
    struct evidence *evidence; /* of each hit, of each term */
    struct match *matches;
    struct span *spans; /* to mark, rising, without overlap */
};

struct buffer {
    void *start;
    size_t size;
};

struct workspace {
    struct result result;
    double *similarity;      /* by form; 0 between uses */
    int32_t *touched;        /* forms */
    struct ranked *ranked;   /* forms */
    struct sought **seekers; /* by form, the first of those that seek it; null between uses */
    double *estimates;       /* by position; 0 between uses */
    uint8_t *offered;        /* by position; 0 between uses */
    int32_t *noted;          /* positions with an estimate */
    struct ranked *candidates;
    struct ranked *best;
    struct sought *sought;
    struct weight *weights; /* by term */
    struct held *held;
    struct held *near;
    struct buffer buffers[18];
};

/* workspace.c: return a workspace to be used again and again, or null where memory is short. */
EXPORT struct workspace *new_workspace(void);

/* workspace.c: make room for a query, and return whether there is memory for it. */
bool prepare(const struct index *index, const struct query *query, struct workspace *work);

/* workspace.c: make room for matches, and return whether there is memory for them. */
bool make_room_for_matches(struct workspace *work, int64_t count);

/* rank.c: rank the posts for a query into the workspace's result, and return the number of hits, or
 * -1 where memory is short.  The parameters are the fields of a query. */
EXPORT int64_t rank_posts(const struct index *index, struct workspace *work,
                          const struct term *terms, int64_t term_count, const int32_t *grams,
                          const int32_t *edits, int64_t number, int64_t limit);

/* heap.c: put one on a heap with the worst on top, and return how many are on it; one more than the
 * capacity pushes out the worst.  Of equal ranks, the larger number is worse. */
int64_t offer(struct ranked *heap, int64_t count, int64_t capacity, struct ranked one);

/* heap.c: sort by falling rank, equal ones by rising number. */
void sort_ranked(struct ranked *some, int64_t count);

/* similar.c: write the forms to look for in place of a term, and return their number. */
int64_t find_similar(const struct index *index, const struct workspace *work,
                     const struct term *term, const int32_t *grams, const int32_t *edits,
                     struct sought *sought, double *mass);

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

static inline double larger(double a, double b) { return a > b ? a : b; }

static inline double smaller(double a, double b) { return a < b ? a : b; }

static inline double bonus(const struct index *index, const struct query *query, int64_t position) {
    return index->numbers[position] & query->number ? index->number_bonus : 0;
}

#endif
