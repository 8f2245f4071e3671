/* What align.c, signals.c and compare.c share: words, the two sides of a comparison, their alignment. */
#ifndef LEADCLI_COMPARE_H
#define LEADCLI_COMPARE_H
#include "native.h"
#include <math.h>
#include <string.h>

#define MOST 64  /* words of a name; longer ones are left to Python */
#define SPOTS 32 /* places of a name; the same */

enum { CORE, WEAK, NUMBER, PLACE, BRANCH, PERSON, NOISE, KINDS };
enum { SAME, WRITING, SCRIPT, ENDING, SPELLING, ACRONYM, GLUED, INITIAL, AT_PLACE, HOWS };
enum {
    CALLER_COVERED, LABEL_COVERED, NGRAMS, CALLER_EXTRA, LABEL_EXTRA, WEAK_EXTRA, WORST_PAIR, NUMBER_CONFLICT,
    NUMBER_MISSING, CITY_AGREES, CITY_CONFLICT, PLACE_CONFLICT, PLACE_EXTRA, REMARK, SUPPORT, HAS_ACRONYM, HAS_GLUED,
    IS_SHORT, FORM_CONFLICT, TOLD, SIGNALS
};

/* The records of the Python side, and the order of their fields in a layout. */
extern Layout word_layout, name_layout, mention_layout, form_layout, around_layout, pair_layout, aligned_layout;
enum { WORD_TEXT, WORD_FOLD, WORD_STEM, WORD_KIND, WORD_WEIGHT, WORD_SEGMENT };
enum { NAME_WORDS, NAME_FORMS, NAME_PLACES, NAME_KEY, NAME_BRANCH, NAME_GENERIC };
enum { MENTION_NAME, MENTION_STRONG, MENTION_ADJECTIVE, MENTION_TEXT };
enum { FORM_KIND, FORM_TEXT };
enum { AROUND_CITY, AROUND_CITIES, AROUND_EXPLAINS, AROUND_NEAR, AROUND_OF_GROUP };
enum { PAIR_CALLER, PAIR_LABEL, PAIR_ALIKE, PAIR_HOW, PAIR_WEIGHT };
enum { ALIGNED_PAIRS, ALIGNED_HOWS, ALIGNED_CALLER_ALONE, ALIGNED_LABEL_ALONE, ALIGNED_REMARKS, ALIGNED_WEIGHT };
#define WORD(field) word_layout.at[WORD_##field]
#define NAME(field) name_layout.at[NAME_##field]
#define MENTION(field) mention_layout.at[MENTION_##field]
#define FORM(field) form_layout.at[FORM_##field]
#define AROUND(field) around_layout.at[AROUND_##field]
#define PAIR(field) pair_layout.at[PAIR_##field]
#define ALIGNED(field) aligned_layout.at[ALIGNED_##field]

/* A word read once, with how much it tells: by its kind, and by how rare it is here. A word of a record has no object
 * until Python is asked about it. */
typedef struct {
    Text text, fold, stem;
    PyObject *object; /* borrowed */
    int kind, index;  /* index: its place among all words of the name */
    int place;        /* the number of the place that it names, 0 for none, -1 when it was not asked yet */
    int letters;      /* whether its text is of letters alone, -1 when it was not asked yet */
    long segment;
    double weight, weigh; /* by kind; and by how rare it is */
} W;

/* A place that a name speaks of. */
typedef struct {
    Text name, text;
    int strong, adjective;
} Spot;

/* How rare words are: the directory's dict, which tells directories apart, and whom to ask; or the table of words of a
 * compiled directory, with what votes.rarity needs. */
typedef struct {
    PyObject *rarities, *rarity;
    double all_log, commonest;
} Rarity;

/* Words that may be one: a pair, or a word and a run; left and right are the bits of the words taken. */
typedef struct {
    double value, alike;
    int i, j, count, how;
    uint64_t left, right;
} Possible;

/* The words of a name that count, and what else the name says. The name itself, or the record that it is read from when
 * Python is asked about it. */
typedef struct {
    W words[MOST];
    Spot spots[SPOTS];
    int size, spot_count;
    int forms, person; /* it has legal forms; one of them is a person's */
    int branch, generic, plain;
    Text key;
    PyObject *name;
    const uint8_t *record;
    uint32_t record_size;
    PyObject *label; /* owned; of a record, once it was made */
} Side;

/* What is known around the two names: of a Circumstance, or of a record. */
typedef struct {
    PyObject *explains, *near; /* sets; NULL where the texts below hold them */
    Text *told, *kin;
    int told_count, kin_count;
    int city, cities, here, of_group; /* the caller's city is known; the label's are; it is one of them */
} Around;

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

/* Letters that were put together. */
#define WRITTEN 1024
#define GROWN (WRITTEN + 64) /* with room for letters that become two when they are folded */
typedef struct {
    Py_UCS4 letters[GROWN];
    Py_UCS1 narrow[GROWN]; /* the same, where they are of ASCII: what compares words is quick with those */
    Py_ssize_t size;
} Written;

static inline Text text_of_written(Written *written)
{
    Text text = {PyUnicode_1BYTE_KIND, written->narrow, written->size};
    for (Py_ssize_t i = 0; i < written->size; i++) {
        if (written->letters[i] >= 0x80) {
            text.kind = PyUnicode_4BYTE_KIND, text.data = written->letters;
            break;
        }
        written->narrow[i] = (Py_UCS1)written->letters[i];
    }
    return text;
}

/* fold.c; 0, -1 on an error, 1 when it is too long and left to Python. */
int configure_together(PyObject *settings);
int write_text(Written *written, const Text *text);
int fold_written(Written *written);
PyObject *string_written(const Written *written);
int together_of(const W *words, int count, uint64_t bits, Written *written);

/* align.c */
int configure_align(PyObject *settings);
int kind_of(PyObject *kind);
int is_cyrillic(const Text *text);
int rare(const Rarity *rarity, const Text *fold, PyObject *object, double *value);
int read_side(PyObject *name, const Rarity *rarity, Side *side);
int possible(Side *ours, Side *theirs, int deep, Found *found);
void choose(const Side *ours, const Side *theirs, Found *found, Aligned *aligned);
PyObject *words_of(Side *side, uint64_t bits);
int name_made(Side *side); /* makes the name of a record, if it is not made */

/* record.c */
int read_record(const uint8_t *data, uint32_t size, const Rarity *rarity, PyObject *city, PyObject *maybe, Side *side,
                Around *around);

/* signals.c */
int configure_signals(PyObject *settings);
int is_person_form(PyObject *kind);
double plain_weight(void);
int weigh_up(Side *caller, Side *label, const Aligned *aligned, const Around *around, double *found);

static inline int is_alpha(const Text *text)
{
    for (Py_ssize_t i = 0; i < text->size; i++)
        if (!Py_UNICODE_ISALPHA(LETTER(*text, i)))
            return 0;
    return text->size > 0;
}

static inline int equal(const Text *a, const Text *b)
{
    if (a->size != b->size)
        return 0;
    if (a->kind == b->kind)
        return a->data == b->data || memcmp(a->data, b->data, (size_t)a->size * (size_t)a->kind) == 0;
    for (Py_ssize_t i = 0; i < a->size; i++)
        if (LETTER(*a, i) != LETTER(*b, i))
            return 0;
    return 1;
}

static inline PyObject *string_of(const Text *text)
{
    return PyUnicode_FromKindAndData(text->kind, text->data, text->size);
}

#endif
