/* The native scorer: every structure and function of it.
 *
 * bot/search/native/__init__.py reads the structures and the exported function from this file, so a
 * field is one line.  The scorer only reads the index and the query.  It allocates nothing: what it
 * needs comes in the workspace, which serves one query at a time. */

#ifndef SEARCH_H
#define SEARCH_H

#include <stdbool.h>
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
    const uint8_t *numbered;     /* whether the post at a position has a digit */
    const double *length_norm;   /* BM25's, of the post at each position */
    const int64_t *list_offsets; /* postings of each form */
    const int32_t *positions;    /* rising in each list */
    const int32_t *tf;           /* how often the post has the form */
    const int64_t *gram_offsets; /* forms with each gram */
    const int32_t *gram_forms;
    const double *rarity;            /* the weight of a gram by the number of forms with it */
    const double *neighbour_weights; /* of the posts before one, itself, and those after */
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
    double min_match;
    double min_similarity;
    double estimate_step;
};

/* A term of a query. */
struct term {
    int32_t first; /* its own forms are those in first : end */
    int32_t end;
    int32_t known_grams; /* number of its grams in the query's list, those that forms have, */
    int32_t gram_count;  /* and of all of them */
    int32_t edit_count;  /* number of its forms in the query's list of edits */
    int32_t everyday;    /* whether it is no content word */
    int32_t marked;      /* whether it is rare enough to be marked */
    double idf;
};

struct query {
    const struct term *terms;
    const int32_t *grams; /* of the terms, one's after the other's */
    const int32_t *edits; /* forms at an edit distance of one, likewise */
    int64_t term_count;
    int64_t limit;
    double number_bonus;
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

/* What a post has of a term. */
struct held {
    double word; /* first its frequency, then its score under BM25 */
    double similarity;
};

struct candidate {
    double rank;  /* its estimate, then its score with the number's bonus, in whole steps */
    double score; /* first an upper bound of it */
    int32_t position;
};

/* A form by its similarity in whole steps. */
struct ranked {
    int32_t form;
    int32_t step;
};

struct workspace {
    double *similarity; /* by form; 0 between uses */
    int32_t *touched;   /* forms */
    int32_t *steps;     /* of similarity, of some forms */
    struct ranked *ranked;
    struct sought **seekers; /* by form, the first of those that seek it; null between uses */
    double *estimates;       /* by position; 0 between uses */
    uint8_t *offered;        /* by position; 0 between uses */
    int32_t *noted;          /* positions with an estimate */
    struct candidate *candidates;
    struct candidate *best;
    struct sought *sought;
    struct weight *weights; /* by term */
    struct held *held;
    struct held *near;
};

struct hit {
    double score;
    double found;      /* the weights of the terms that are found in it */
    int64_t match_end; /* of its matches, which begin where those of the hit before end */
    int64_t span_end;  /* of its spans, likewise */
    int32_t position;
    int32_t has_number;
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
    struct span *spans;     /* to mark, rising, without overlap */
    int64_t match_capacity; /* of spans, too */
    int64_t match_count;    /* more than the capacity where that is too small */
};

/* Rank the posts for a query and return the number of hits. */
EXPORT int64_t rank_posts(const struct index *index, const struct query *query,
                          const struct workspace *work, struct result *result);

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

/* rescore.c: note what the post at a position has of each term, and return whether that is
 * anything. */
bool hold(const struct index *index, const struct query *query, const struct workspace *work,
          int64_t position);

/* mark.c: write what to mark of some matches in a post, and return the number of spans. */
int64_t mark(const struct index *index, const struct query *query, const struct match *matches,
             int64_t count, struct span *spans);

/* BM25's score, for an idf of 1, of a term with this frequency in the post at a position. */
static inline double term_score(const struct index *index, double tf, int64_t position) {
    return tf * (index->k1 + 1) / (tf + index->length_norm[position]);
}

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static inline double bonus(const struct index *index, const struct query *query, int64_t position) {
    return index->numbered[position] ? query->number_bonus : 0;
}

#endif
