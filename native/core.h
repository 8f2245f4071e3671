/* The compiled core of leadcli: a caller compared with the few names on file that blocking has found. It works over
 * buffers: a name comes as a packed record (leadcli/resolution/compiled/label_records.py), figures and alignments go
 * back as numbers. Python stays the definition (PEP 399): without this module all works and answers to the bit alike. */
#ifndef LEADCLI_CORE_H
#define LEADCLI_CORE_H
#include "blocking.h" /* and with it Python.h */
#include <stddef.h>

#define ASCII 128
#define MOST_WORDS 48    /* of a name; one with more is left to Python, and so is what follows */
#define MOST_LETTERS 768 /* of all folds of a name, with a blank between any two */
#define MOST_PLACES 24
#define MOST_FORMS 16
#define MOST_READINGS 8
#define MOST_POSSIBLE 6144
#define MOST_LABELS 64 /* compared at a time */

/* Bytes somewhere: of a record, in UTF-8, or made here. */
typedef struct { const uint8_t *at; int size; } Text;

/* A text of ASCII letters made ready to be compared with many others: of each letter the places where it stands. */
typedef struct {
    Text text;
    int width; /* machine words */
    uint64_t places[ASCII * (MOST_LETTERS / 64)];
} Pattern;

enum kind { CORE, WEAK, NUMBER, PLACE, BRANCH, PERSON, NOISE }; /* in the order of names.lexemes.WEIGHTS */

typedef struct {
    Text text, fold, stem, place;
    int kind, segment, letters, cyrillic, alphabetic, given; /* letters to an acronym, at most */
    double weight, rarity, unusual;
} Word;

/* resolution.comparison.text_likeness.Token; bones: the consonants of the fold; set: which letters the text has. */
typedef struct {
    Text text, fold, bones;
    double rarity, unusual;
    int digits, named, marks, body;
    uint32_t set;
} Token;

typedef struct { Text name, text; int strong, adjective; } Place;
typedef struct { Text kind; int person; } Form;

/* A record, or texts one after the other in it, as far as it is not read yet. */
typedef struct {
    const uint8_t *at, *end;
    int strange; /* not as it is written: it is left to Python */
} Reader;

typedef struct {
    int branch, person, generic, cyrillic, of_group, kind;
    int count, forms, places, tokens, uses, name_at, bodies; /* words that say what body it is, or stand beside */
    Word words[MOST_WORDS];
    const Word *used[MOST_WORDS]; /* what is aligned: all but noise, or all */
    Token token[MOST_WORDS];
    const Token *sorted[MOST_WORDS];
    Form form[MOST_FORMS];
    Place place[MOST_PLACES];
    Reader cities, told, near;
    Text family, client, group, text;
    Text joined, ordered, heard, bones; /* as resolution.comparison.text_likeness.Text */
    uint8_t room[5 * MOST_LETTERS + 2 * MOST_WORDS];
} Name;

enum how { SAME, WRITING, SCRIPT, ENDING, SPELLING, ACRONYM, GLUED, INITIAL, SAME_PLACE }; /* alignment.HOWS */

typedef struct {
    uint64_t caller, label; /* bits of the words used */
    double alike, weight;
    int64_t how;
} Pair;

/* As pair.alignment_of reads it, but for what lies behind the pairs. ``reading``: which of the caller's. */
typedef struct {
    int64_t reading, pairs;
    uint64_t caller_alone, label_alone, remarks; /* bits of words used */
    double weight;
    Pair pair[MOST_WORDS];
    unsigned hows; /* bits */
} Alignment;

/* Words that may be one. */
typedef struct {
    double value;
    int i, j, count, how; /* the first words taken of either name; which was found when */
    uint64_t caller, label;
    double alike;
} Possible;

/* What the Python modules say; see pair.configured. */
typedef struct {
    double half, epsilon, least, ending, script, glued, partner, same_fold, same_bones, commonest, trade, said, shared, most_odds, acronym;
    long short_word, longest_run, least_glued, most_glued, slack, far, longest_tail;
    uint8_t cost[ASCII][ASCII]; /* of a letter for another, in halves of an edit */
    uint8_t voiceless[ASCII];
    PyObject *ask;
} Settings;

extern Settings settings;

static inline double larger(double a, double b)
{
    return b > a ? b : a;
}

static inline int ones(uint64_t bits)
{
    int count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static inline int same_text(Text a, Text b)
{
    return a.size == b.size && memcmp(a.at, b.at, (size_t)a.size) == 0;
}

/* record.c */
/* Where words' rarities are found: known already, else in the index of a mapped file, else asked for. */
typedef struct {
    PyObject *known, *ask;
    Index index; /* no buckets: there is none */
    double all_log; /* see blocking.index.rarity */
    const uint8_t *beside; /* keys of words, four bytes each, that labels beside those of the file have: they are asked for */
    Py_ssize_t size;
} Rarities;

/* 1: read; 0: it is left to Python; -1: an error. */
int read_name(const uint8_t *data, Py_ssize_t size, const Rarities *rarities, Name *name);
int holds(Reader texts, Text wanted);
int next_text(Reader *texts, Text *found);
uint8_t *append(Text *whole, uint8_t *room, Text part); /* to the text that ends where the room begins; the rest of it */
#define BLANK ((Text){(const uint8_t *)" ", 1})

/* likeness.c */
double likeness(Text a, Text b);
int distance(Text a, Text b, int whole, int weighed, int most); /* more than most comes out as more */
double jaro_winkler(Text a, Text b);
void make_pattern(Pattern *pattern, Text text); /* over one that is empty */
void empty_pattern(Pattern *pattern);
int common_letters(const Pattern *pattern, Text other);

/* align.c */
double word_likeness(const Word *a, const Word *b, int deep, int *how); /* negative: an error */
/* As read_name. ``possible``: room for MOST_POSSIBLE. */
int align(const Name *caller, const Name *label, int deep, Possible *possible, Alignment *found);
static inline double weigh(const Word *word)
{
    return word->weight * (word->kind == CORE || word->kind == WEAK ? word->rarity : 1.0);
}

/* text_figures.c, signals.c, score.c */
typedef struct { Pattern joined, ordered, heard, bones; } Patterns;

void text_figures(const Name *caller, const Patterns *patterns, const Name *label, double *row);
void signals(const Name *caller, const Name *label, const Alignment *aligned, Text city, double *row);
void competition(double *rows, int count, const Text *families);

int add_up(PyObject *trees, const double *rows, int count, double *found); /* log-odds of rows; -1: an error */

/* compare.c */
PyObject *compare(PyObject *module, PyObject *args);

/* The figures of a pair in the order of figures.FIGURES and, behind them, of competition.COMPETITION. */
enum figure {
    at_votes, at_letters, at_sorted_letters, at_shared_words, at_beginning, at_heard, at_consonants, at_words_said,
    at_heaviest_extra, at_unusual_extra, at_worst_said, at_words_kept, at_heaviest_unsaid, at_unusual_unsaid, at_worst_kept,
    at_caller_letters, at_label_letters, at_caller_words, at_label_words, at_label_initials, at_caller_initials,
    at_run_of_initials, at_body_of_place, at_exact_said, at_exact_kept, at_same_first, at_same_last, at_caller_rarest,
    at_label_rarest, at_caller_unusual, at_label_unusual, at_other_digits, at_same_digits, at_cyrillic, at_two_scripts,
    at_short_words, at_caller_covered, at_label_covered, at_told, at_caller_extra, at_extra_unusual, at_label_extra,
    at_unsaid_unusual, at_weak_extra, at_worst_pair, at_number_conflict, at_number_missing, at_city_agrees, at_city_conflict,
    at_place_conflict, at_place_extra, at_place_unsaid, at_remark, at_support, at_acronym, at_glued, at_initial, at_spelling,
    at_script, at_form_agrees, at_form_conflict, at_of_group, at_leads, at_families_said = at_leads + 9, at_families_shared,
    FIGURES
};

#endif
