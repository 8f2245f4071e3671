/* What align.c, signals.c and compare.c share: words, the two sides of a comparison, their alignment. */
#ifndef LEADCLI_COMPARE_H
#define LEADCLI_COMPARE_H
#include "native.h"
#include <string.h>

#define MOST 64 /* words of a name; longer ones are left to Python */

enum { CORE, WEAK, NUMBER, PLACE, BRANCH, PERSON, NOISE, KINDS };
enum { SAME, WRITING, SCRIPT, ENDING, SPELLING, ACRONYM, GLUED, INITIAL, AT_PLACE, HOWS };
enum {
    CALLER_COVERED, LABEL_COVERED, NGRAMS, CALLER_EXTRA, LABEL_EXTRA, WEAK_EXTRA, WORST_PAIR, NUMBER_CONFLICT,
    NUMBER_MISSING, CITY_AGREES, CITY_CONFLICT, PLACE_CONFLICT, PLACE_EXTRA, REMARK, SUPPORT, HAS_ACRONYM, HAS_GLUED,
    IS_SHORT, FORM_CONFLICT, TOLD, SIGNALS
};

/* The records of the Python side, and the order of their fields in a layout. */
extern Layout word_layout, name_layout, mention_layout, form_layout, around_layout;
enum { WORD_TEXT, WORD_FOLD, WORD_STEM, WORD_KIND, WORD_WEIGHT, WORD_SEGMENT };
enum { NAME_WORDS, NAME_FORMS, NAME_PLACES, NAME_KEY, NAME_BRANCH, NAME_GENERIC };
enum { MENTION_NAME, MENTION_STRONG, MENTION_ADJECTIVE, MENTION_TEXT };
enum { FORM_KIND };
enum { AROUND_CITY, AROUND_CITIES, AROUND_EXPLAINS, AROUND_NEAR, AROUND_OF_GROUP };
#define WORD(field) word_layout.at[WORD_##field]
#define NAME(field) name_layout.at[NAME_##field]
#define MENTION(field) mention_layout.at[MENTION_##field]
#define FORM(field) form_layout.at[FORM_##field]
#define AROUND(field) around_layout.at[AROUND_##field]

/* A word read once, with how much it tells: by its kind, and by how rare it is here. */
typedef struct {
    PyObject *object, *text, *fold, *stem;
    int kind;
    long segment;
    double weight, weigh; /* by kind; and by how rare it is */
} W;

/* How rare words are: those known so far, and whom to ask for others. */
typedef struct {
    PyObject *rarities, *rarity;
} Rarity;

/* Words that may be one: a pair, or a word and a run; left and right are the bits of the words taken. */
typedef struct {
    double value, alike;
    int i, j, count, how;
    uint64_t left, right;
} Possible;

/* The words of a name that count. */
typedef struct {
    W words[MOST];
    int size;
    PyObject *name;
} Side;

typedef struct {
    Possible *items;
    int size, room;
} Found;

/* The pairs in the order of the caller's words; the bits of the words that stand alone, and of remarks. */
typedef struct {
    Possible pairs[MOST];
    int size;
    uint64_t caller_alone, label_alone, remarks;
} Aligned;

/* align.c */
int configure_align(PyObject *settings);
int kind_of(PyObject *kind);
int read_side(PyObject *name, const Rarity *rarity, Side *side);
int possible(const Side *ours, const Side *theirs, int deep, Found *found);
void choose(const Side *ours, const Side *theirs, Found *found, Aligned *aligned);
PyObject *words_of(const Side *side, uint64_t bits);

/* signals.c */
int configure_signals(PyObject *settings);
int weigh_up(const Side *caller, const Side *label, const Aligned *aligned, PyObject *around, double *found);

static inline Py_ssize_t length(PyObject *text)
{
    return PyUnicode_GET_LENGTH(text);
}

static inline Py_UCS4 letter(PyObject *text, Py_ssize_t index)
{
    return PyUnicode_READ_CHAR(text, index);
}

static inline int equal(PyObject *a, PyObject *b)
{
    if (a == b)
        return 1;
    Py_ssize_t size = length(a);
    if (size != length(b) || PyUnicode_KIND(a) != PyUnicode_KIND(b))
        return 0;
    return memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), (size_t)size * PyUnicode_KIND(a)) == 0;
}

#endif
