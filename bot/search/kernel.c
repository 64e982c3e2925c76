/* The search among flat arrays: texts parted into chunks, questions into words, postings made from
 * posts, words compared by their letters, posts ranked by what they hold of a question.
 *
 * Nothing here knows what a text says, but for words in plain letters.  Words are numbers of forms,
 * posts are positions; what the numbers mean, and what the weights are for, stands in
 * vocabulary.py, lexicon.py, bm25.py, evidence.py and index.py.  An index is read only, but for
 * what is remembered in known_df, one number at a time; so several threads of execution may search
 * it at once.  Strings are added by one at a time, while no other finds any; slips are, while
 * others do.  A function that may need memory returns -1 where that ran out.
 */

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The least integer type that a count fits in is decided in Python; a width is in bytes. */
struct bm25 {
    int64_t posts; /* in all */
    int64_t span;  /* positions in all */
    int64_t forms;
    const int64_t *bounds;    /* the list of form f is from bounds[f] to before bounds[f + 1] */
    const int32_t *positions; /* rising in each list */
    const void *tf;           /* how often the form stands there */
    int64_t tf_width;
    const int32_t *most_tf; /* of each form */
    const void *sizes;      /* tokens of the post at a position */
    int64_t size_width;
    int64_t least_size;
    const double *lengthened;  /* k1 * (1 - b + b * length / mean length), by such a size */
    _Atomic int32_t *known_df; /* of the term whose forms begin there; 0 until it is asked for */
    const int32_t *terms;      /* term t has the forms from terms[t] to before terms[t + 1] */
    double k1;
    double background; /* posts of everyday language beside these */
    double mean_length;
};

/* A slip of a form: what is left of it once it has lost one letter or none. */
struct slip {
    int32_t form; /* by its number in the vocabulary */
    int32_t next; /* in the same bucket; 0 where it is the last */
};

struct slips {
    _Atomic int32_t *first; /* of each bucket; 0 where it is empty */
    struct slip *entries;   /* no slip is the one numbered 0 */
    int64_t mask;           /* buckets, less one; there is room for so many slips */
};

struct letters {
    const int32_t *gram_bounds; /* of each gram of the vocabulary, the forms that hold it */
    const int32_t *gram_forms;
    const struct slips *slips; /* of the forms of the vocabulary, and of some that came later */
    const int32_t *numbers;    /* the number in the vocabulary of each form ... */
    const int32_t *places;     /* ... and the form of each such number, or -1 */
    const int64_t *form_grams; /* by that number: where its grams begin and end */
    const int32_t *grams;
    const int64_t *form_letters; /* and its letters; none where it may not have one wrong */
    const uint32_t *letters;
    const int32_t *terms; /* the term of each form of the vocabulary ... */
    const double *shares; /* ... and its share of running words in everyday language */
    double rare;          /* words of a greater share have no letter wrong */
    int64_t known;        /* forms of the vocabulary */
    double spelled;       /* forms that have grams */
    double slipped;       /* how much alike two words are that differ by one letter */
    int64_t like;         /* the likest forms that are looked for ... */
    int64_t tied;         /* ... those as like as the last among them, as far as so many, ... */
    int64_t held;         /* ... and as far as so many posts hold them */
};

struct passage {          /* the posts of a thread as tokens */
    const int32_t *forms; /* of each token, by their numbers in the vocabulary */
    const void *starts;   /* where it stands in its post's text ... */
    const void *lengths;  /* ... and how long it is */
    const void *bounds;   /* the tokens of post i are from bounds[i] to before bounds[i + 1] */
    int64_t start_width, length_width, bound_width;
};

struct evidence {
    const struct bm25 *okapi;
    const struct letters *lexicon;
    const struct passage *passages;
    const int64_t *firsts; /* the position of the first post of each */
    int64_t passage_count;
    const uint8_t *numbered; /* whether the post at a position holds a number */
    const double *lent;      /* what each post around lends to one, from the first before it on; 1
                              * for itself */
    int64_t before, after;   /* how many posts before and after it lend */
    int64_t candidates;      /* posts that are looked at closely */
    int64_t long_list;       /* a list of more posts waits for the candidates, if that will do */
    double letters;          /* what likeness of letters counts beside words */
    double matched;          /* the least evidence of any word that makes a post a hit */
    double alike;            /* the least likeness that counts as found */
    double marked;           /* the share of running words from which on a word is not marked */
    double said;             /* words of a text that is expected to hold some of a question's */
};

/* A word of a question that the vocabulary does not know. */
struct word {
    int32_t term;       /* if other forms of it are known, or -1 */
    int32_t grams;      /* so many of those given are its own; a gram of no word is -1 */
    int32_t letters;    /* so many of those given are its own, if one may be wrong */
    int32_t start, end; /* where it stands in the question */
    double share;       /* of running words in everyday language */
};

/* The words of a question: their numbers in the vocabulary, or -1 and each with its structure. */
struct words {
    int64_t count;
    const int32_t *numbers;
    const struct word *others;
    const int32_t *grams; /* of these, one's after the other's */
    const uint32_t *letters;
};

/* What is known of a word of a question, for the whole index. */
struct asked {
    double share;
    double weight;  /* idf */
    double term;    /* what it gives to a score for all evidence of it as a term ... */
    double letters; /* ... and for all its letters */
    double most;    /* the evidence that any post can hold of it as a term */
};

struct hit {
    int32_t thread, post; /* each from 0, the post in its thread */
    int32_t numbered;     /* whether it holds a number */
    double score;         /* without what a number counts */
    double held;          /* weights of the words that are found in the post */
    int64_t finds, marks; /* the end of each, which begin where those of the hit before end */
};

/* What a word of a question finds in a post that is a hit. */
struct find {
    int32_t word, form; /* in the vocabulary */
    int32_t own;        /* whether it is one of the word's own forms */
    int32_t start, end; /* where it stands */
    double share;       /* of running words that the word is */
    double gave;        /* what it gave to the score, posts around left aside */
};

/* Where a post is marked. */
struct mark {
    int32_t start, end;
};

enum { BLOCK = 8 }; /* numbers that are compared at once */

/* Memory to work in.  One is kept for the next call; a call that finds it taken makes another. */

struct scratch {
    int64_t forms, span, known; /* what there is room for */
    double *alike;              /* by form, all 0 between uses */
    int32_t *touched;           /* forms that are alike */
    uint64_t *keys;             /* forms after how much alike they are, or positions after what
                                 * they promise */
    float *promise;             /* by position, all 0 between uses */
    int32_t *noted;             /* positions of those that are not */
    float *noted_promise;       /* of each of them, once all are noted; 0 up to a whole BLOCK */
    int64_t notes;
    int32_t *sought; /* by form of the vocabulary, one more than its first place among those that
                      * are sought; all 0 between uses */
    char *block;     /* for a question */
    size_t block_size;
};

static _Atomic(struct scratch *) spare;

static void scratch_free(struct scratch *s) {
    if (s) {
        free(s->alike);
        free(s->touched);
        free(s->keys);
        free(s->promise);
        free(s->noted);
        free(s->noted_promise);
        free(s->sought);
        free(s->block);
        free(s);
    }
}

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static struct scratch *scratch_take(int64_t forms, int64_t span, int64_t known) {
    struct scratch *s = atomic_exchange(&spare, NULL);
    if (s && s->forms >= forms && s->span >= span && s->known >= known)
        return s;
    if (s) {
        forms = larger(forms, s->forms);
        span = larger(span, s->span);
        known = larger(known, s->known);
        scratch_free(s);
    }
    s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->forms = forms;
    s->span = span;
    s->known = known;
    s->alike = calloc((size_t)forms + 1, sizeof *s->alike);
    s->touched = malloc(((size_t)forms + 1) * sizeof *s->touched);
    s->keys = malloc(((size_t)larger(forms, span) + 1) * sizeof *s->keys);
    s->promise = calloc((size_t)span + 1, sizeof *s->promise);
    s->noted = malloc(((size_t)span + 1) * sizeof *s->noted);
    s->noted_promise = malloc(((size_t)span + BLOCK) * sizeof *s->noted_promise);
    s->sought = calloc((size_t)known + 1, sizeof *s->sought);
    if (s->alike && s->touched && s->keys && s->promise && s->noted && s->noted_promise &&
        s->sought)
        return s;
    scratch_free(s);
    return NULL;
}

static void scratch_give(struct scratch *s) { scratch_free(atomic_exchange(&spare, s)); }

/* Add something to the promise of the post at a position; how many are noted then. */
static inline int64_t promise(float *promises, int32_t *noted, int64_t notes, int32_t position,
                              float more) {
    const float before = promises[position];
    promises[position] = before + more;
    noted[notes] = position; /* the next one takes its place where it is known */
    return notes + (before <= 0);
}

static void forget(struct scratch *s) {
    for (int64_t i = 0; i < s->notes; i++)
        s->promise[s->noted[i]] = 0;
    s->notes = 0;
}

/* BM25. */

static inline int32_t number_at(const void *numbers, int64_t width, int64_t at) {
    switch (width) {
    case 1:
        return ((const uint8_t *)numbers)[at];
    case 2:
        return ((const uint16_t *)numbers)[at];
    default:
        return ((const int32_t *)numbers)[at];
    }
}

static inline int32_t tf_at(const struct bm25 *b, int64_t at) {
    return number_at(b->tf, b->tf_width, at);
}

static inline int64_t df_of(const struct bm25 *b, int64_t form) {
    return b->bounds[form + 1] - b->bounds[form];
}

/* The score, for an idf of 1, of a term that stands so many times at a position. */
static inline double part(const struct bm25 *b, double tf, int64_t position) {
    const int32_t size = number_at(b->sizes, b->size_width, position);
    return tf * (b->k1 + 1) / (tf + b->lengthened[size]);
}

/* How often the forms of a term stand in each post, as its promise. */
static void count(const struct bm25 *b, struct scratch *s, int32_t first, int32_t end) {
    for (int64_t at = b->bounds[first]; first < end && at < b->bounds[end]; at++)
        s->notes = promise(s->promise, s->noted, s->notes, b->positions[at], (float)tf_at(b, at));
}

/* How many posts hold any of the forms of a term. */
static int64_t document_frequency(const struct bm25 *b, struct scratch *s, int32_t first,
                                  int32_t end) {
    if (end - first < 2)
        return end > first ? df_of(b, first) : 0;
    int32_t df = atomic_load_explicit(&b->known_df[first], memory_order_relaxed);
    if (!df) {
        count(b, s, first, end);
        df = (int32_t)s->notes;
        forget(s);
        atomic_store_explicit(&b->known_df[first], df, memory_order_relaxed);
    }
    return df;
}

static double idf(const struct bm25 *b, double df, double share) {
    /* A term's chance to stand in a post of everyday language.  Words come in bursts, as if such a
     * post were twice as long as the mean one here. */
    if (b->background != 0)
        df += b->background * (1 - pow(1 - share, 2 * b->mean_length));
    return log(1 + ((double)b->posts + b->background - df + 0.5) / (df + 0.5));
}

/* The weight of a term with these forms, which is so large a share of running words; NAN where
 * memory ran out. */
double bm25_weight(const struct bm25 *b, int32_t first, int32_t end, double share) {
    struct scratch *s = scratch_take(0, b->span, 0);
    if (!s)
        return NAN;
    const int64_t df = document_frequency(b, s, first, end);
    scratch_give(s);
    return idf(b, (double)df, share);
}

/* Add to the score of each position what a term of such a weight gives. */
int64_t bm25_add(const struct bm25 *b, int32_t first, int32_t end, double weight, double *scores) {
    struct scratch *s = scratch_take(0, b->span, 0);
    if (!s)
        return -1;
    count(b, s, first, end);
    for (int64_t i = 0; i < s->notes; i++) {
        const int32_t position = s->noted[i];
        scores[position] += weight * part(b, (double)s->promise[position], position);
    }
    forget(s);
    scratch_give(s);
    return 0;
}

/* Letters. */

static uint64_t mixed(uint64_t hash) { /* the finalizer of splitmix64 */
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

/* The buckets of a word and of the word with each letter left out in turn; how many. */
static int64_t buckets_of(const uint32_t *word, int64_t length, int64_t mask, uint64_t *buckets) {
    const uint64_t base = 0x9e3779b97f4a7c15u; /* letter i counts base^i times, from the start */
    int64_t count = 0;
    uint64_t before = 0, after = 0, power = 1; /* of the letters before one and after it */
    for (int64_t i = 1; i < length; i++, power *= base)
        after += (word[i] + (uint64_t)1) * power;
    buckets[count++] = mixed(word[0] + (uint64_t)1 + after * base) & (uint64_t)mask;
    power = 1;
    for (int64_t i = 0; i < length; i++, power *= base) {
        const bool last = i + 1 == length;
        if (last || word[i] != word[i + 1]) /* of equal neighbors one will do */
            buckets[count++] = mixed(before + after) & (uint64_t)mask;
        before += (word[i] + (uint64_t)1) * power;
        after -= last ? 0 : (word[i + 1] + (uint64_t)1) * power;
    }
    return count;
}

enum { MOST_LETTERS = 2048 };

static inline int32_t first_slip(const struct slips *s, uint64_t bucket) {
    return atomic_load_explicit(&s->first[bucket], memory_order_acquire);
}

/* Add the slips of the forms from `first` to before `end` to so many, which others may go on
 * finding; how many there are then. */
int64_t add_slips(const struct slips *s, int64_t first, int64_t end, const int64_t *form_letters,
                  const uint32_t *letters, int64_t count) {
    uint64_t buckets[MOST_LETTERS + 1];
    for (int64_t form = first; form < end; form++) {
        const int64_t *here = form_letters + form, length = here[1] - here[0];
        if (!length || length > MOST_LETTERS)
            continue;
        const int64_t added = buckets_of(letters + here[0], length, s->mask, buckets);
        for (int64_t i = 0; i < added; i++) {
            s->entries[++count] = (struct slip){(int32_t)form, first_slip(s, buckets[i])};
            atomic_store_explicit(&s->first[buckets[i]], (int32_t)count, memory_order_release);
        }
    }
    return count;
}

/* Whether two words share a slip: they differ by one letter wrong, missing, added or moved. */
static bool one_letter_apart(const uint32_t *a, int64_t as, const uint32_t *b, int64_t bs) {
    int64_t head = 0, tail = 0;
    if (as < bs)
        return one_letter_apart(b, bs, a, as);
    while (head < bs && a[head] == b[head])
        head++;
    while (tail < bs - head && a[as - 1 - tail] == b[bs - 1 - tail])
        tail++;
    const int64_t left = as - head - tail; /* letters of the longer that differ */
    if (as > bs)
        return as == bs + 1 && left == 1;
    return left < 2 || memcmp(a + head + 1, b + head, (size_t)(left - 1) * sizeof *a) == 0 ||
           memcmp(a + head, b + head + 1, (size_t)(left - 1) * sizeof *a) == 0;
}

static int falling(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x < y) - (x > y);
}

static void swap(uint64_t *a, uint64_t *b) {
    const uint64_t other = *a;
    *a = *b;
    *b = other;
}

/* Put numbers, all different, in such an order that the place-th is the place-th greatest, after
 * greater ones and before smaller ones (quickselect). */
static void divide_at(uint64_t *numbers, int64_t count, int64_t place) {
    int64_t low = 0, high = count - 1, greater = -1;
    while (greater != place && low < high) {
        swap(&numbers[low + (high - low) / 2], &numbers[high]);
        const uint64_t pivot = numbers[high];
        greater = low;
        for (int64_t i = low; i < high; i++) { /* without a branch, which none could foresee */
            const uint64_t one = numbers[i];
            numbers[i] = numbers[greater];
            numbers[greater] = one;
            greater += one > pivot;
        }
        swap(&numbers[greater], &numbers[high]);
        if (place < greater)
            high = greater - 1;
        else
            low = greater + 1;
    }
}

/* How many forms hold a gram. */
static inline int32_t holders(const struct letters *l, int32_t gram) {
    return gram < 0 ? 0 : l->gram_bounds[gram + 1] - l->gram_bounds[gram];
}

/* What a gram weighs: its idf among the forms. */
static double rarity(const struct letters *l, int32_t gram) {
    const double df = holders(l, gram);
    return log(1 + (l->spelled - df + 0.5) / (df + 0.5));
}

static inline uint64_t share_of(uint64_t likeness) { return likeness >> 32; }

static inline uint32_t form_of(uint64_t likeness) { return (uint32_t)likeness; }

/* The forms that look most like a word, among those touched, in front of the others: as many as are
 * looked for, and those of equal shares together, or none of them where they are too many; how
 * many.  None has a share below `least`.
 */
static int64_t likest(const struct bm25 *b, const struct letters *l, struct scratch *s,
                      int64_t touched, double least) {
    uint64_t *forms = s->keys;
    int64_t count = 0;
    for (int64_t i = 0; i < touched; i++) { /* shares are compared by 23 binary places */
        const double share = s->alike[s->touched[i]];
        forms[count] = (uint64_t)(int64_t)(share * (1 << 23)) << 32 | (uint32_t)s->touched[i];
        count += share >= least;
    }
    int64_t more = 0, found = count; /* than the last share */
    if (count > l->like) {
        divide_at(forms, count, l->like - 1);
        const uint64_t last = share_of(forms[l->like - 1]);
        for (int64_t i = 0; i < l->like; i++)
            if (share_of(forms[i]) > last)
                swap(&forms[i], &forms[more++]);
        found = l->like;
        for (int64_t i = l->like; i < count && found <= l->tied; i++)
            if (share_of(forms[i]) == last)
                swap(&forms[i], &forms[found++]);
    } else {
        more = count;
    }
    int64_t posts = 0, kept = 0, next;
    for (int64_t i = 0; i < found; i++)
        posts += df_of(b, form_of(forms[i]));
    if (found <= l->tied && posts <= l->held)
        return found;
    qsort(forms, (size_t)more, sizeof *forms, falling);
    posts = 0;
    for (int64_t first = 0; first < found; first = next) {
        for (next = first; next < found && share_of(forms[next]) == share_of(forms[first]); next++)
            posts += df_of(b, form_of(forms[next]));
        if (next > 1 && (next > l->tied || posts > l->held))
            break;
        kept = next;
    }
    return kept;
}

/* A word of a question, wherever it is known from. */
struct spelling {
    const int32_t *grams;
    int64_t gram_count;
    const uint32_t *letters; /* if one may be wrong */
    int64_t length;
    int32_t first, end;
    double share;
};

/* What looks like a word: writes its own forms and the likest others, 2 more for its own, and how
 * much of its letters there is to compare. */
static int64_t compare(const struct bm25 *b, const struct letters *l, struct scratch *s,
                       const struct spelling *word, double *weights, int32_t *forms, double *alike,
                       double *mass) {
    const int32_t *grams = word->grams;
    double least = 0; /* what so many forms have by one gram alone as are looked for */
    *mass = 0;
    for (int64_t i = 0; i < word->gram_count; i++) {
        weights[i] = rarity(l, grams[i]);
        *mass += weights[i];
        if (weights[i] > least && holders(l, grams[i]) >= l->like)
            least = weights[i];
    }
    int64_t count = 0;
    for (int64_t i = 0; i < word->gram_count; i++) {
        const double share = weights[i] / *mass;
        const int32_t begin = grams[i] < 0 ? 0 : l->gram_bounds[grams[i]];
        const int32_t end = begin + holders(l, grams[i]);
        for (int32_t at = begin; at < end; at++) {
            const int32_t form = l->gram_forms[at];
            s->touched[count] = form; /* the next one takes its place where it is known */
            count += s->alike[form] == 0;
            s->alike[form] += share;
        }
    }
    if (word->length > 0 && word->length <= MOST_LETTERS) {
        uint64_t buckets[MOST_LETTERS + 1];
        const int64_t wanted = buckets_of(word->letters, word->length, l->slips->mask, buckets);
        for (int64_t i = 0; i < wanted; i++) {
            const struct slip *slip;
            for (int32_t at = first_slip(l->slips, buckets[i]); at; at = slip->next) {
                slip = &l->slips->entries[at];
                const int32_t form = slip->form < l->known ? l->places[slip->form] : -1;
                if (form < 0 || s->alike[form] >= l->slipped)
                    continue;
                const int64_t *here = l->form_letters + slip->form;
                if (!one_letter_apart(word->letters, word->length, l->letters + here[0],
                                      here[1] - here[0]))
                    continue;
                if (s->alike[form] == 0)
                    s->touched[count++] = form;
                s->alike[form] = l->slipped;
            }
        }
    }
    int64_t found = 0;
    for (int32_t form = word->first; form < word->end; form++) {
        forms[found] = form;
        alike[found++] = 2 + (s->alike[form] < 1 ? s->alike[form] : 1); /* however it was summed */
    }
    const int64_t kept = likest(b, l, s, count, least / *mass - 1e-9); /* rounded */
    for (int64_t i = 0; i < kept; i++) {
        const int32_t form = (int32_t)form_of(s->keys[i]);
        if (form >= word->first && form < word->end)
            continue;
        forms[found] = form;
        alike[found++] = s->alike[form] < 1 ? s->alike[form] : 1;
    }
    for (int64_t i = 0; i < count; i++)
        s->alike[s->touched[i]] = 0;
    return found;
}

/* Evidence. */

struct candidate {
    double rank, score;
    int32_t position;
};

/* A form whose list is long. */
struct waiting {
    double term, letters; /* what it gives to a score at most, as a term and by its letters */
    int64_t place;        /* among the forms sought */
};

/* A question under way. */
struct question {
    const struct bm25 *b;
    const struct letters *l;
    const struct evidence *e;
    struct scratch *s;
    double more; /* what a number in a post counts */
    int64_t words;
    int64_t sought, room; /* forms sought: how many there are, and may be */
    int64_t waiting_count, most_grams, close_room, limit;

    /* In the scratch's block. */
    struct asked *asked;     /* of each word */
    double *weights;         /* of each gram of one word */
    int32_t *forms;          /* sought for all words, one word's after the other's */
    double *alike;           /* how much each looks like its word, 2 more for one of its own */
    int32_t *word_of;        /* whose it is */
    int32_t *next;           /* one more than where the same form is sought again */
    bool *waits;             /* whether its list waits for the candidates */
    struct waiting *waiting; /* those that do, what they give at most rising */
    double *held;            /* (words, 2): what a post holds of each, as a term and by letters */
    double *near;            /* the same, of what it holds or is lent */
    struct candidate *close, *best;
};

/* What the post so many steps on lends. */
static inline double lent_by(const struct evidence *e, int64_t step) {
    return e->lent[e->before + step];
}

static inline bool is_own(double alike) { return alike >= 2; }

/* How much a form looks like its word, also where it is its own. */
static inline double by_letters(double alike) { return is_own(alike) ? alike - 2 : alike; }

enum { SOON = 6 }; /* lists that are read before one that is fetched */

/* Note what posts promise by the lists that do not wait: all that they hold, at most, as if nothing
 * were lent. */
static void gather(const struct question *q) {
    const struct bm25 *b = q->b;
    const int32_t *positions = b->positions;
    float *promises = q->s->promise;
    int32_t *noted = q->s->noted;
    int64_t notes = 0;
    for (int64_t i = 0; i < q->sought; i++) {
        if (i + SOON < q->sought)
            __builtin_prefetch(&positions[b->bounds[q->forms[i + SOON]]]);
        const struct asked *asked = &q->asked[q->word_of[i]];
        const double alike = q->alike[i];
        const float letters = (float)(asked->letters * by_letters(alike));
        const int64_t end = q->waits[i] ? 0 : b->bounds[q->forms[i] + 1];
        int64_t at = b->bounds[q->forms[i]];
        if (is_own(alike))
            for (; at < end; at++) {
                const double term = asked->term * part(b, tf_at(b, at), positions[at]);
                notes = promise(promises, noted, notes, positions[at], (float)term + letters);
            }
        else if (letters > 0)
            for (; at < end; at++)
                notes = promise(promises, noted, notes, positions[at], letters);
    }
    q->s->notes = notes;
}

/* Let the forms sought be found by their numbers in the vocabulary. */
static void seek(const struct question *q) {
    for (int64_t i = q->sought - 1; i >= 0; i--) {
        int32_t *first = &q->s->sought[q->l->numbers[q->forms[i]]];
        q->next[i] = *first;
        *first = (int32_t)i + 1;
    }
}

static void forget_sought(const struct question *q) {
    for (int64_t i = 0; i < q->sought; i++)
        q->s->sought[q->l->numbers[q->forms[i]]] = 0;
}

struct place {
    int64_t thread, post;
};

/* Where the post at a position is: its thread, and its place there. */
static struct place place_at(const struct evidence *e, int64_t position) {
    int64_t thread = 0;
    for (int64_t half, count = e->passage_count; count > 1; count -= half) {
        half = count / 2;
        thread += e->firsts[thread + half] <= position ? half : 0;
    }
    return (struct place){thread, position - e->firsts[thread]};
}

/* Note what a post of a thread, at a position, holds of each word; whether that is anything. */
static bool hold(const struct question *q, const struct passage *passage, int64_t post,
                 int64_t position) {
    const int32_t *sought = q->s->sought, *forms = passage->forms; /* nothing here changes these */
    const int64_t end = number_at(passage->bounds, passage->bound_width, post + 1);
    bool any = false, terms = false;
    memset(q->held, 0, 2 * (size_t)q->words * sizeof *q->held);
    for (int64_t at = number_at(passage->bounds, passage->bound_width, post); at < end; at++)
        for (int32_t i = sought[forms[at]]; i; i = q->next[i - 1]) {
            double *held = q->held + 2 * q->word_of[i - 1];
            const bool own = is_own(q->alike[i - 1]);
            const double alike = by_letters(q->alike[i - 1]);
            held[0] += own;
            held[1] = alike > held[1] ? alike : held[1];
            any = true;
            terms |= own;
        }
    for (int64_t word = 0; terms && word < q->words; word++)
        if (q->held[2 * word] > 0)
            q->held[2 * word] = part(q->b, q->held[2 * word], position);
    return any;
}

/* Whether there is a post at a position that may hold a word. */
static inline bool may_hold(const struct question *q, int64_t position) {
    return q->s->promise[position] != 0 ||
           (q->waiting_count && number_at(q->b->sizes, q->b->size_width, position));
}

static void lend(const struct question *q, double lent) {
    for (int64_t i = 0; i < 2 * q->words; i++)
        q->near[i] = lent * q->held[i] > q->near[i] ? lent * q->held[i] : q->near[i];
}

/* The score of the post at a position; what it holds itself is noted. */
static double score(const struct question *q, int64_t position) {
    const struct place place = place_at(q->e, position);
    const struct passage *passage = &q->e->passages[place.thread];
    memset(q->near, 0, 2 * (size_t)q->words * sizeof *q->near);
    for (int64_t step = -q->e->before; step <= q->e->after; step++)
        if (step && may_hold(q, position + step) &&
            hold(q, passage, place.post + step, position + step))
            lend(q, lent_by(q->e, step));
    hold(q, passage, place.post, position);
    lend(q, 1);
    double all = 0;
    for (int64_t word = 0; word < q->words; word++)
        all += q->asked[word].term * q->near[2 * word] +
               q->asked[word].letters * q->near[2 * word + 1];
    return all;
}

static inline bool before(const struct candidate *a, const struct candidate *b) {
    return a->rank > b->rank || (a->rank == b->rank && a->position < b->position);
}

static int by_rank(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    return before(y, x) - before(x, y);
}

/* Put a candidate among so many best, of which the last is on top. */
static int64_t offer(struct candidate *heap, int64_t count, int64_t room, struct candidate one) {
    int64_t at = count;
    if (count < room) {
        for (; at && before(&heap[(at - 1) / 2], &one); at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
        heap[at] = one;
        return count + 1;
    }
    if (!room || !before(&one, &heap[0]))
        return count;
    for (at = 0;;) {
        int64_t child = 2 * at + 1;
        if (child + 1 < count && before(&heap[child], &heap[child + 1]))
            child++;
        if (child >= count || before(&heap[child], &one))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = one;
    return count;
}

static double rounded(double rank) { /* so that equal posts are equal however they were summed */
    return rint(rank * 1e9) / 1e9;
}

static double at_most(struct waiting form) { return form.term + form.letters; }

/* How many of the forms that wait, the least first, give together no more than a limit, and how
 * much that is; of what the forms of one word give as terms, and by their letters, the most counts.
 */
static int64_t within(const struct question *q, double limit, double *together) {
    int64_t count = 0;
    double all = 0;
    *together = 0;
    memset(q->near, 0, 2 * (size_t)q->words * sizeof *q->near);
    for (; count < q->waiting_count; count++, *together = all) {
        const struct waiting form = q->waiting[count];
        double *word = &q->near[2 * q->word_of[form.place]];
        all += fmax(form.term - word[0], 0) + fmax(form.letters - word[1], 0);
        word[0] = fmax(form.term, word[0]);
        word[1] = fmax(form.letters, word[1]);
        if (all > limit)
            break;
    }
    return count;
}

/* What a number counts in the post at a position. */
static inline double counted(const struct question *q, int32_t position) {
    return q->more != 0 && q->e->numbered[position] ? q->more : 0;
}

/* A number above 0 as one whose order is the same. */
static inline uint32_t bits_of(float number) {
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

enum { HALVINGS = 8 };

/* What at least as many posts promise as are looked at closely, and mostly not many more, or 0
 * where there are not so many; what those that are noted promise is written beside them. */
static float enough_promised(const struct question *q) {
    const int64_t notes = q->s->notes;
    float *promises = q->s->noted_promise;
    float low = 0, high = 0; /* the most that any promises */
    for (int64_t i = 0; i < notes; i++) {
        promises[i] = q->s->promise[q->s->noted[i]];
        high = promises[i] > high ? promises[i] : high;
    }
    for (int64_t i = notes; i % BLOCK; i++)
        promises[i] = 0;
    int32_t count = 0;
    for (int i = 0; i < HALVINGS && (count < q->close_room || count > q->close_room * 5 / 4); i++) {
        const float middle = (low + high) / 2;
        count = 0;
        for (int64_t at = 0; at < notes; at++)
            count += promises[at] >= middle;
        *(count < q->close_room ? &high : &low) = middle;
    }
    return low;
}

/* What the post at a position promises, by what it holds or by what one post around lends it; its
 * score is the most that it can be by what lists that do not wait hold. */
static struct candidate candidate(const struct question *q, int32_t position) {
    double most = 0, all = 0;
    for (int64_t step = -q->e->before; step <= q->e->after; step++) {
        const double lent = lent_by(q->e, step) * fabs((double)q->s->promise[position + step]);
        most = lent > most ? lent : most;
        all += lent;
    }
    const double number = counted(q, position);
    return (struct candidate){most + number, all + number, position};
}

static inline bool any_of_block(const float *numbers, float least) {
    int any = 0;
    for (int i = 0; i < BLOCK; i++)
        any |= numbers[i] >= least;
    return any;
}

/* The posts that promise most, by what they hold or by what one post around lends, in no order. */
static int64_t candidates(const struct question *q) {
    const int64_t notes = q->s->notes, first = -q->e->before, last = q->e->after;
    const float *noted_promise = q->s->noted_promise;
    float *promises = q->s->promise;
    uint64_t *keys = q->s->keys;
    const double enough = (double)enough_promised(q) - 1e-6; /* however it was rounded */
    const float lends_enough = (float)(enough - q->more - 1e-6);
    int64_t count = 0;
    for (int64_t i = 0; i < notes; i++) {
        if (i % BLOCK == 0 && !any_of_block(noted_promise + i, lends_enough))
            i += BLOCK - 1;
        else if (noted_promise[i] >= lends_enough)
            for (int64_t step = first; step <= last; step++) {
                const int32_t position = q->s->noted[i] - (int32_t)step;
                const double lent = lent_by(q->e, step) * (double)noted_promise[i];
                if (lent + q->more < enough || promises[position] <= 0 ||
                    lent + counted(q, position) < enough)
                    continue;
                promises[position] *= -1; /* so each is offered once */
                /* Of equal ones the first goes before. */
                keys[count++] = (uint64_t)bits_of((float)candidate(q, position).rank) << 32 |
                                (uint32_t)(INT32_MAX - position);
            }
    }
    if (count > q->close_room) {
        divide_at(keys, count, q->close_room - 1);
        count = q->close_room;
    }
    for (int64_t i = 0; i < count; i++)
        q->close[i] = candidate(q, INT32_MAX - (int32_t)(uint32_t)keys[i]);
    return count;
}

/* Take the one that can score most; the last takes its place.  Mostly few are taken before there
 * are better ones than all that are left, so they are not sorted. */
static struct candidate take_likeliest(struct candidate *some, int64_t count) {
    int64_t likeliest = 0;
    for (int64_t i = 1; i < count; i++)
        if (some[i].score > some[likeliest].score)
            likeliest = i;
    const struct candidate one = some[likeliest];
    some[likeliest] = some[count - 1];
    return one;
}

/* Whether the post that was scored last holds enough of any word to be a hit. */
static bool matches(const struct question *q) {
    double most = 0;
    for (int64_t i = 0; i < 2 * q->words; i++)
        most = q->held[i] > most ? q->held[i] : most;
    return most >= q->e->matched;
}

/* Find the best of the posts that promise most by the lists that do not wait; how many, in no
 * order. */
static int64_t closely(const struct question *q) {
    forget(q->s);
    gather(q);
    double more;
    within(q, INFINITY, &more);
    const double exact = 1 + (double)q->sought * 0x1p-23; /* sums of float are not quite */
    int64_t found = 0;
    for (int64_t left = candidates(q); left > 0; left--) {
        struct candidate one = take_likeliest(q->close, left);
        if (found == q->limit && one.score * exact + more + 1e-8 < q->best[0].rank) /* rounded */
            break;
        one.score = score(q, one.position);
        one.rank = rounded(one.score + counted(q, one.position));
        if (matches(q) && one.rank > 0)
            found = offer(q->best, found, q->limit, one);
    }
    return found;
}

static int by_at_most(const void *a, const void *b) {
    const struct waiting *x = a, *y = b;
    const int order = (at_most(*x) > at_most(*y)) - (at_most(*x) < at_most(*y));
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

static void *part_of(char *block, size_t *used, int64_t count, size_t size) {
    const size_t begin = *used;
    *used += ((size_t)count * size + 15) / 16 * 16;
    return block ? block + begin : NULL;
}

/* Share out a block, if there is one; how large it has to be. */
static size_t share_out(struct question *q, char *block) {
    size_t used = 0;
    q->asked = part_of(block, &used, q->words, sizeof *q->asked);
    q->weights = part_of(block, &used, q->most_grams, sizeof *q->weights);
    q->forms = part_of(block, &used, q->room, sizeof *q->forms);
    q->alike = part_of(block, &used, q->room, sizeof *q->alike);
    q->word_of = part_of(block, &used, q->room, sizeof *q->word_of);
    q->next = part_of(block, &used, q->room, sizeof *q->next);
    q->waits = part_of(block, &used, q->room, sizeof *q->waits);
    q->waiting = part_of(block, &used, q->room, sizeof *q->waiting);
    q->held = part_of(block, &used, 2 * q->words, sizeof *q->held);
    q->near = part_of(block, &used, 2 * q->words, sizeof *q->near);
    q->close = part_of(block, &used, q->close_room, sizeof *q->close);
    q->best = part_of(block, &used, q->limit, sizeof *q->best);
    return used;
}

/* Room to work in; it is the scratch's, and so for one question a time. */
static bool make_room(struct question *q) {
    struct scratch *s = q->s;
    const size_t size = share_out(q, NULL);
    if (s->block_size < size) {
        free(s->block);
        s->block = malloc(2 * size);
        s->block_size = s->block ? 2 * size : 0;
    }
    if (s->block)
        share_out(q, s->block);
    return s->block != NULL;
}

static struct waiting long_list(const struct question *q, int64_t place) {
    const struct asked *asked = &q->asked[q->word_of[place]];
    const double alike = q->alike[place];
    const double term = is_own(alike) ? asked->term * asked->most : 0;
    return (struct waiting){term, asked->letters * by_letters(alike), place};
}

/* Let the forms wait whose lists are long. */
static void wait_for(struct question *q) {
    for (int64_t i = 0; i < q->sought; i++) {
        q->waits[i] = df_of(q->b, q->forms[i]) > q->e->long_list;
        if (q->waits[i])
            q->waiting[q->waiting_count++] = long_list(q, i);
    }
    qsort(q->waiting, (size_t)q->waiting_count, sizeof *q->waiting, by_at_most);
}

/* Let those wait no more that could together give more than a limit; whether there are any. */
static bool settle(struct question *q, double limit) {
    const int64_t before = q->waiting_count;
    double together;
    q->waiting_count = within(q, limit, &together);
    for (int64_t i = q->waiting_count; i < before; i++)
        q->waits[q->waiting[i].place] = false;
    return q->waiting_count < before;
}

/* The next word; -1 or its number tells from where. */
static struct spelling next_word(const struct question *q, struct words *words, int32_t number) {
    const struct letters *l = q->l;
    if (number >= 0) {
        const int64_t *grams = l->form_grams + number, *letters = l->form_letters + number;
        const int32_t *forms = q->b->terms + l->terms[number];
        return (struct spelling){l->grams + grams[0],
                                 grams[1] - grams[0],
                                 l->letters + letters[0],
                                 letters[1] - letters[0],
                                 forms[0],
                                 forms[1],
                                 l->shares[number]};
    }
    const struct word *other = words->others++;
    const int32_t *grams = words->grams;
    const uint32_t *letters = words->letters;
    words->grams += other->grams;
    words->letters += other->letters;
    static const int32_t none[2] = {0, 0};
    const int32_t *forms = other->term < 0 ? none : q->b->terms + other->term;
    return (struct spelling){grams,    other->grams, letters,     other->letters,
                             forms[0], forms[1],     other->share};
}

/* Count for how many forms, sought for all words together, and grams of one there has to be room.
 */
static void count_room(struct question *q, struct words words) {
    for (int64_t i = 0; i < q->words; i++) {
        const struct spelling word = next_word(q, &words, words.numbers[i]);
        q->room += word.end - word.first + larger(q->l->like, q->l->tied) + 1;
        q->most_grams = larger(q->most_grams, word.gram_count);
    }
}

/* What the words are worth, and the forms sought for them; how much of the words is found in no
 * post, in nats. */
static double ask(struct question *q, struct words words) {
    const struct bm25 *b = q->b;
    double weight = 0, mass = 0, missing = 0;
    for (int64_t i = 0; i < q->words; i++) {
        struct spelling word = next_word(q, &words, words.numbers[i]);
        if (word.first < word.end || word.share > q->l->rare)
            word.length = 0;
        struct asked *one = &q->asked[i];
        one->share = word.share;
        one->weight = idf(b, (double)document_frequency(b, q->s, word.first, word.end), word.share);
        const int64_t sought = compare(b, q->l, q->s, &word, q->weights, q->forms + q->sought,
                                       q->alike + q->sought, &one->letters);
        double tf = 0, likest = 0;
        for (int32_t form = word.first; form < word.end; form++)
            tf += b->most_tf[form];
        one->most = tf * (b->k1 + 1) / (tf + b->lengthened[b->least_size]);
        for (const int64_t end = q->sought + sought; q->sought < end; q->sought++) {
            likest = q->alike[q->sought] > likest ? q->alike[q->sought] : likest;
            q->word_of[q->sought] = (int32_t)i;
        }
        /* What a text of `said` words is expected to hold of it, in nats. */
        const double info = -log(1 - pow(1 - word.share, q->e->said));
        missing += info * (1 - (likest >= 2 ? 1 : likest >= q->e->alike ? likest : 0));
        one->letters *= one->weight;
        weight += one->weight;
        mass += one->letters;
    }
    for (int64_t i = 0; i < q->words; i++) {
        q->asked[i].term = q->asked[i].weight / weight;
        q->asked[i].letters *= mass > 0 ? q->e->letters / mass : 0; /* letters there may be none */
    }
    return missing;
}

/* Add what the words find in a post, of which it is noted what it holds: of the forms sought for
 * a word that the post holds, those that look most like it, as far as they do by at least so much
 * as counts as found, or else more than any.  How many there are then, even where that is more than
 * there is room for. */
static int64_t explain(const struct question *q, struct place place, int64_t found, int64_t room,
                       struct find *finds) {
    const struct passage *passage = &q->e->passages[place.thread];
    const int64_t begin = number_at(passage->bounds, passage->bound_width, place.post);
    const int64_t end = number_at(passage->bounds, passage->bound_width, place.post + 1);
    double *likest = q->near, most = 0;
    memset(likest, 0, (size_t)q->words * sizeof *likest);
    for (int64_t at = begin; at < end; at++)
        for (int32_t i = q->s->sought[passage->forms[at]]; i; i = q->next[i - 1]) {
            const double look = fmin(q->alike[i - 1], 2); /* own forms all look the same */
            double *word = &likest[q->word_of[i - 1]];
            *word = look > *word ? look : *word;
            most = look > most ? look : most;
        }
    const double least = most < q->e->alike ? most : q->e->alike;
    for (int64_t at = begin; at < end; at++)
        for (int32_t i = q->s->sought[passage->forms[at]]; i; i = q->next[i - 1]) {
            const double look = fmin(q->alike[i - 1], 2);
            const int32_t word = q->word_of[i - 1];
            if (look < likest[word] || look < least || found++ >= room)
                continue;
            const struct asked *asked = &q->asked[word];
            const double *held = q->held + 2 * word;
            const int32_t start = number_at(passage->starts, passage->start_width, at);
            const int32_t length = number_at(passage->lengths, passage->length_width, at);
            finds[found - 1] = (struct find){
                .word = word,
                .form = passage->forms[at],
                .own = look == 2,
                .start = start,
                .end = start + length,
                .share = asked->share,
                .gave = asked->term * held[0] + asked->letters * held[1],
            };
        }
    return found;
}

static int by_place(const void *a, const void *b) {
    const struct mark *x = a, *y = b;
    return x->start != y->start ? (x->start > y->start) - (x->start < y->start)
                                : (x->end > y->end) - (x->end < y->end);
}

/* Mark what is found in a post, of words that are worth it, or all if none is; how many marks,
 * rising and without overlap. */
static int64_t mark(const struct evidence *e, const struct find *finds, int64_t count,
                    struct mark *marks) {
    bool worth = false;
    for (int64_t i = 0; i < count; i++)
        worth |= finds[i].share < e->marked;
    int64_t some = 0, made = 0;
    for (int64_t i = 0; i < count; i++)
        if (!worth || finds[i].share < e->marked)
            marks[some++] = (struct mark){finds[i].start, finds[i].end};
    qsort(marks, (size_t)some, sizeof *marks, by_place);
    for (int64_t i = 0; i < some; i++)
        if (made && marks[i].start < marks[made - 1].end)
            marks[made - 1].end = (int32_t)larger(marks[made - 1].end, marks[i].end);
        else
            marks[made++] = marks[i];
    return made;
}

/* The posts that match a question best, at most `limit`, in order; how many, or, where there is not
 * room for all that the words find there, -1 less how much that is.
 *
 * Told are, one after the other, how much of the words is found in no post, in nats (a double), the
 * hits, what the words find in each, and where that is marked: there is room for `limit` hits, and
 * for `room` finds and as many marks. */
int64_t search(const struct evidence *e, const struct words *words, double more, int64_t limit,
               int64_t room, double *told) {
    struct hit *hits = (struct hit *)(told + 1);
    struct find *finds = (struct find *)(hits + limit);
    struct mark *marks = (struct mark *)(finds + room);
    struct question q = {
        .b = e->okapi,
        .l = e->lexicon,
        .e = e,
        .s = scratch_take(e->okapi->forms, e->okapi->span, e->lexicon->known),
        .more = more,
        .words = words->count,
        .close_room = larger(limit, e->candidates),
        .limit = limit,
    };
    int64_t found = -1, end = 0, marked = 0;
    count_room(&q, *words);
    if (!q.s || !make_room(&q))
        goto done;
    told[0] = ask(&q, *words);
    seek(&q);
    wait_for(&q);
    found = closely(&q);
    if (q.waiting_count) {
        /* Long lists waited for the candidates; not those that by themselves, whatever posts
         * around lend, could yet make others as good. */
        const double enough = found == limit ? q.best[0].rank - more : 0;
        const double half = at_most(q.waiting[q.waiting_count - 1]) / 2;
        if (settle(&q, enough > half ? enough : half))
            found = closely(&q);
    }
    qsort(q.best, (size_t)found, sizeof *q.best, by_rank);
    for (int64_t i = 0; i < found; i++) {
        const int32_t position = q.best[i].position;
        const struct place place = place_at(e, position);
        hits[i] = (struct hit){
            .thread = (int32_t)place.thread,
            .post = (int32_t)place.post,
            .numbered = e->numbered[position],
            .score = q.best[i].score,
        };
        hold(&q, &e->passages[place.thread], place.post, position);
        for (int64_t word = 0; word < q.words; word++) {
            const double term = q.held[2 * word], alike = q.held[2 * word + 1];
            hits[i].held += q.asked[word].weight * (term > 0 ? 1 : alike >= e->alike ? alike : 0);
        }
        const int64_t begin = end;
        hits[i].finds = end = explain(&q, place, end, room, finds);
        if (end <= room)
            marked += mark(e, finds + begin, end - begin, marks + marked);
        hits[i].marks = marked;
    }
    forget(q.s);
    forget_sought(&q);
done:
    if (q.s)
        scratch_give(q.s);
    return end > room ? -1 - end : found;
}

/* Strings. */

/* Some strings, each in UTF-8; a hash table of them, open-addressed. */
struct strings {
    const uint8_t *bytes;
    const int64_t *ends; /* string i is from ends[i] to before ends[i + 1] */
    int32_t *slots; /* strings by their hash; 0 where there is none, so string 0 is not found */
    int64_t mask;   /* slots, less one; some are always free */
    uint64_t base;  /* byte i from the end counts base^i times; odd, and not to be foreseen */
};

/* Where a string is in the slots, or would be. */
static int32_t *slot_of(const struct strings *s, const uint8_t *string, int64_t length,
                        uint64_t hash) {
    for (uint64_t at = mixed(hash);; at++) {
        int32_t *slot = &s->slots[at & (uint64_t)s->mask];
        const int64_t *here = s->ends + *slot;
        if (!*slot || (here[1] - here[0] == length &&
                       memcmp(s->bytes + here[0], string, (size_t)length) == 0))
            return slot;
    }
}

static int32_t *slot_for(const struct strings *s, const uint8_t *string, int64_t length) {
    uint64_t hash = 0;
    for (int64_t at = 0; at < length; at++)
        hash = hash * s->base + string[at];
    return slot_of(s, string, length, hash);
}

/* Have strings found from now on: those from `first` to before `end`. */
void add_strings(const struct strings *s, int64_t first, int64_t end) {
    for (int64_t i = first; i < end; i++)
        *slot_for(s, s->bytes + s->ends[i], s->ends[i + 1] - s->ends[i]) = (int32_t)i;
}

/* Chunks: what stands between the blanks of a text. */

static inline bool is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The chunks of a text in UTF-8, in order; how many.  Written are where each begins and ends, in
 * characters, and its number among some strings: -1 for one that is not among them, 0 for one of
 * more characters than `longest`.  There is room for half as many as bytes, and one. */
int64_t find_chunks(const struct strings *chunks, const uint8_t *text, int64_t size,
                    int64_t longest, int64_t *starts, int64_t *ends, int32_t *numbers) {
    int64_t count = 0, place = 0; /* place: the characters before text[at] */
    for (int64_t at = 0; at < size; at++, place++) {
        const int64_t first = at, start = place;
        uint64_t hash = 0;
        for (; at < size && !is_blank(text[at]); at++) {
            place += (text[at] & 0xc0) != 0x80; /* no byte of a character but its first */
            hash = hash * chunks->base + text[at];
        }
        if (at == first)
            continue;
        int32_t number = 0;
        if (place - start <= longest) {
            number = *slot_of(chunks, text + first, at - first, hash);
            number = number ? number : -1;
        }
        starts[count] = start;
        ends[count] = place;
        numbers[count++] = number;
    }
    return count;
}

/* Rows of tokens, each of a piece of text. */
struct rows {
    const int32_t *ends;     /* the tokens of row i are from ends[i] to before ends[i + 1] */
    const int32_t *forms;    /* of each token */
    const int32_t *starts;   /* where it stands in its piece ... */
    const int32_t *lengths;  /* ... and how long it is */
    const uint8_t *numbered; /* whether a row holds a digit */
};

/* Posts in pieces. */
struct pieces {
    const int32_t *rows;    /* of each piece */
    const int64_t *starts;  /* where it begins in the text of all posts */
    const int64_t *posts;   /* post i has the pieces from posts[i] to before posts[i + 1] ... */
    const int64_t *offsets; /* ... and begins there in the text */
    int64_t count;          /* posts */
};

/* Write where the tokens of each post begin, and the last end, and whether each holds a digit. */
void count_tokens(const struct rows *r, const struct pieces *p, int64_t *ends, uint8_t *numbered) {
    ends[0] = 0;
    for (int64_t post = 0; post < p->count; post++) {
        ends[post + 1] = ends[post];
        numbered[post] = 0;
        for (int64_t i = p->posts[post]; i < p->posts[post + 1]; i++) {
            const int32_t row = p->rows[i];
            ends[post + 1] += r->ends[row + 1] - r->ends[row];
            numbered[post] |= r->numbered[row];
        }
    }
}

/* Write the tokens of posts, one post's after the other's, each placed in its post. */
void write_tokens(const struct rows *r, const struct pieces *p, int32_t *forms, int32_t *starts,
                  int32_t *lengths) {
    int64_t count = 0;
    for (int64_t post = 0; post < p->count; post++)
        for (int64_t i = p->posts[post]; i < p->posts[post + 1]; i++) {
            const int32_t row = p->rows[i];
            const int32_t start = (int32_t)(p->starts[i] - p->offsets[post]);
            for (int32_t at = r->ends[row]; at < r->ends[row + 1]; at++) {
                forms[count] = r->forms[at];
                starts[count] = start + r->starts[at];
                lengths[count++] = r->lengths[at];
            }
        }
}

/* Questions. */

/* No longer word than analysis.py's longest is read at a glance. */
enum { MOST_SAID = 64, LONGEST_WORD = 64, MOST_NEW = 512, NOT_KNOWN = -1, LEFT_OUT = -2 };

/* The words of a vocabulary by their letters. */
struct spellings {
    const struct strings *words;
    const int32_t *forms; /* that a word is where it stands by itself in plain letters, if it is
                           * known so; LEFT_OUT for one that no post is sought by */
    const uint8_t *asks;  /* whether it only asks */
    const uint8_t *held;  /* whether a post of the index holds it */
    const int32_t *terms; /* of each form */
    const double *shares; /* of its term, of running words in everyday language */
    double everyday;      /* a term of a larger share says nothing by itself */
    int64_t shortest;     /* letters of each half of a compound */
    const struct strings *grams;
    int64_t gram; /* letters of a gram */
    int64_t slip; /* letters, from which on a word may have one wrong */
};

/* What is said in a question. */
struct said {
    struct words words;
    int32_t something;                /* whether a form says something by itself */
    int32_t new;                      /* words that are not known */
    int32_t forms[MOST_SAID];         /* of each word, or NOT_KNOWN */
    struct word new_words[MOST_SAID]; /* without their terms and shares */
    int32_t grams[MOST_NEW];
    uint32_t letters[MOST_NEW];
};

static bool is_letter(uint8_t byte) { return (uint8_t)((byte | 0x20) - 'a') < 26; }

/* Whether it is of ASCII, and of no word. */
static bool is_mark(uint8_t byte) {
    return byte < 0x80 && !is_letter(byte) && (uint8_t)(byte - '0') > 9;
}

static bool holds(const struct spellings *s, const uint8_t *word, int64_t length) {
    const int32_t number = *slot_for(s->words, word, length);
    return number && s->held[number];
}

/* Whether a word is two others. */
static bool is_compound(const struct spellings *s, const uint8_t *word, int64_t length) {
    for (int64_t end = s->shortest; end <= length - s->shortest; end++)
        if (holds(s, word, end) && holds(s, word + end, length - end))
            return true;
    return false;
}

/* Write the numbers of a word's grams, each once, and its letters if one may be wrong. */
static struct word spell(const struct spellings *s, const uint8_t *word, int64_t length,
                         int32_t *grams, uint32_t *letters) {
    struct word new = {.letters = length < s->slip ? 0 : (int32_t)length};
    uint8_t marked[LONGEST_WORD + 2] = "<";
    memcpy(marked + 1, word, (size_t)length);
    marked[length + 1] = '>';
    const int64_t size = length + 2 < s->gram ? length + 2 : s->gram;
    for (int64_t at = 0; at + size <= length + 2; at++) {
        bool again = false;
        for (int64_t i = 0; i < at && !again; i++)
            again = memcmp(marked + i, marked + at, (size_t)size) == 0;
        if (!again)
            grams[new.grams++] = *slot_for(s->grams, marked + at, size) - 1;
    }
    for (int64_t i = 0; i < new.letters; i++)
        letters[i] = word[i];
    return new;
}

/* The next chunk of a text, without the marks around it: where it begins; `at` goes on to its end,
 * and `end` says where the marks after it begin. */
static int64_t next_chunk(const uint8_t *text, int64_t size, int64_t *at, int64_t *end) {
    int64_t first = *at;
    while (*at < size && !is_blank(text[*at]))
        ++*at;
    for (*end = *at; first < *end && is_mark(text[*end - 1]);)
        --*end;
    while (first < *end && is_mark(text[first]))
        first++;
    return first;
}

/* Write a chunk in lower case; whether it is of plain letters, of which the first alone may be a
 * capital. */
static bool write_plain(const uint8_t *chunk, int64_t length, uint8_t *word) {
    for (int64_t i = 0; i < length; i++) {
        if (!is_letter(chunk[i]) || (i && chunk[i] < 'a'))
            return false;
        word[i] = chunk[i] | 0x20;
    }
    return true;
}

/* Whether one of so many words said so far is of the same term. */
static bool is_said(const struct spellings *s, const struct said *said, int64_t count,
                    int32_t form) {
    for (int64_t i = 0; i < count; i++)
        if (said->forms[i] >= 0 && s->terms[said->forms[i]] == s->terms[form])
            return true;
    return false;
}

/* The words of a question in ASCII, if a glance tells what they are; how many, or -1 where it must
 * be read in full: because a chunk is not one word in plain letters with marks around, two are one
 * word in posts, one is two there, or two have the same term. */
int64_t read_question(const struct spellings *s, const uint8_t *text, int64_t size,
                      struct said *said) {
    uint8_t pair[2 * LONGEST_WORD], *word = pair; /* in lower case, after the one before it */
    int64_t count = 0, grams = 0, letters = 0;
    said->something = said->new = 0;
    for (int64_t at = 0, end; at < size; at++) {
        const int64_t first = next_chunk(text, size, &at, &end), length = end - first;
        if (!length)
            continue;
        if (length > LONGEST_WORD || count == MOST_SAID || !write_plain(text + first, length, word))
            return -1;
        const int32_t number = *slot_for(s->words, word, length);
        const int32_t form = number ? s->forms[number] : NOT_KNOWN;
        if (form == LEFT_OUT)
            continue;
        const int64_t both = word - pair + length;
        if (count && (both > LONGEST_WORD || holds(s, pair, both)))
            return -1;
        if (!(number && s->held[number]) && is_compound(s, word, length))
            return -1;
        if (form == NOT_KNOWN) {
            if (number && !s->asks[number]) /* posts have it only as part of something */
                return -1;
            if (grams + length > MOST_NEW || letters + length > MOST_NEW)
                return -1;
            struct word *new = &said->new_words[said->new++];
            *new = spell(s, word, length, said->grams + grams, said->letters + letters);
            new->start = (int32_t)first;
            new->end = (int32_t)end;
            grams += new->grams;
            letters += new->letters;
        } else {
            if (is_said(s, said, count, form))
                return -1;
            said->something |= !s->asks[number] && s->shares[form] < s->everyday;
        }
        said->forms[count++] = form;
        memmove(pair, word, (size_t)length);
        word = pair + length;
    }
    said->words = (struct words){count, said->forms, said->new_words, said->grams, said->letters};
    return count;
}

/* Lists made from posts and words. */

/* Of each key the rows that have it among their values, rising.  Row i has the values of list
 * which[i].  Writes where the list of each key begins, and the last ends, and the lists; `starts`
 * has one more than there are keys, all 0 before. */
void lists_of(int64_t rows, const int32_t *which, const int64_t *bounds, const int32_t *values,
              int64_t keys, int32_t *starts, int32_t *lists) {
    for (int64_t row = 0; row < rows; row++) {
        const int64_t *here = bounds + which[row];
        for (int64_t at = here[0]; at < here[1]; at++)
            starts[values[at]]++;
    }
    for (int64_t key = 0; key < keys; key++)
        starts[key + 1] += starts[key];
    /* From the end of each list, where it now is said to begin, to its beginning. */
    for (int64_t row = rows - 1; row >= 0; row--) {
        const int64_t *here = bounds + which[row];
        for (int64_t at = here[0]; at < here[1]; at++)
            lists[--starts[values[at]]] = (int32_t)row;
    }
}

/* The posts of threads. */
struct posts {
    const struct passage *passages;
    const int64_t *firsts; /* the position of the first post of each; none is 0 */
    const int64_t *counts; /* posts of each */
    int64_t threads;
};

/* The post that is read; all 0 before the first. */
struct reader {
    int64_t thread, post; /* the next one */
    int32_t position;
    const int32_t *token, *end; /* by their forms */
};

/* Go on to the next post, thread after thread; whether there is one. */
static bool next_post(const struct posts *p, struct reader *r) {
    while (r->thread < p->threads && r->post == p->counts[r->thread]) {
        r->thread++;
        r->post = 0;
    }
    if (r->thread == p->threads)
        return false;
    const struct passage *passage = &p->passages[r->thread];
    r->position = (int32_t)(p->firsts[r->thread] + r->post);
    r->token = passage->forms + number_at(passage->bounds, passage->bound_width, r->post);
    r->end = passage->forms + number_at(passage->bounds, passage->bound_width, ++r->post);
    return true;
}

/* How many tokens each post has, by its position; all 0 before. */
void post_sizes(const struct posts *p, int32_t *sizes) {
    struct reader r = {0};
    while (next_post(p, &r))
        sizes[r.position] = (int32_t)(r.end - r.token);
}

/* What is counted of a form from post to post. */
struct tally {
    int64_t posts;    /* that held it so far, or the place of the next one that does */
    int32_t position; /* of the last of them ... */
    int32_t tf;       /* ... and how often it held the form so far */
};

/* How many posts hold each form, and how often one of them does at most; both all 0 before. */
int64_t document_frequencies(const struct posts *p, int64_t forms, int32_t *df, int32_t *most_tf) {
    struct tally *tallies = calloc((size_t)forms + 1, sizeof *tallies);
    if (!tallies)
        return -1;
    struct reader r = {0};
    while (next_post(p, &r))
        for (; r.token < r.end; r.token++) {
            struct tally *t = &tallies[*r.token];
            if (t->position != r.position) {
                t->position = r.position;
                t->tf = 0;
                t->posts++;
            }
            if (++t->tf > most_tf[*r.token])
                most_tf[*r.token] = t->tf;
        }
    for (int64_t form = 0; form < forms; form++)
        df[form] = (int32_t)tallies[form].posts;
    free(tallies);
    return 0;
}

static inline void set_number(void *numbers, int64_t width, int64_t at, int32_t number) {
    switch (width) {
    case 1:
        ((uint8_t *)numbers)[at] = (uint8_t)number;
        break;
    case 2:
        ((uint16_t *)numbers)[at] = (uint16_t)number;
        break;
    default:
        ((int32_t *)numbers)[at] = number;
    }
}

/* Of each form, from the place given for its list on, the positions of the posts that hold it,
 * rising, and how often they do: `tf` is all 1 before, and most of it stays so. */
int64_t posting_lists(const struct posts *p, int64_t forms, const int64_t *places, int32_t *lists,
                      void *tf, int64_t tf_width) {
    struct tally *tallies = calloc((size_t)forms + 1, sizeof *tallies);
    if (!tallies)
        return -1;
    for (int64_t form = 0; form < forms; form++)
        tallies[form].posts = places[form];
    struct reader r = {0};
    while (next_post(p, &r))
        for (; r.token < r.end; r.token++) {
            struct tally *t = &tallies[*r.token];
            if (t->position == r.position) {
                set_number(tf, tf_width, t->posts - 1, ++t->tf);
            } else {
                t->position = r.position;
                t->tf = 1;
                lists[t->posts++] = r.position;
            }
        }
    free(tallies);
    return 0;
}
