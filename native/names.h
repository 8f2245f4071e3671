/* What segments.c, forms.c and names.c share: a plain text as words of which all is known. */
#ifndef LEADCLI_NAMES_H
#define LEADCLI_NAMES_H
#include "compare.h"

/* What a word may be: lexemes.TRAITS, a bit for each; above them the number of its kind outside a note and in one. */
enum { JOINING = 1, BEFORE = 2, OF_BRANCH = 4, OF_PERSON = 8, OF_PLACE = 16, PHRASE = 32, TIMID = 64, ALPHABETIC = 128 };
enum { TRAITS = 8, KIND_BITS = 4 };

/* A word of the text: its Lexeme, and what is asked of it often. */
typedef struct {
    PyObject *lexeme; /* owned; NULL for the nothing that stands after a form */
    unsigned long traits;
    long begins, ends;
    int quoted;
} Item;

/* Words between commas, colons and spaced dashes; the bits of those with which a quoted part begins. */
typedef struct {
    int start, end, colon;
    uint64_t quotes;
} Segment;

typedef struct {
    Item items[MOST];
    Segment segments[MOST];
    int size, segment_count;
} Segments;

extern Layout lexeme_layout;
enum { LEXEME_TEXT, LEXEME_TRAITS, LEXEME_OUTSIDE, LEXEME_INSIDE, LEXEME_INITIALS, LEXEME_FORM, LEXEME_BEGINS, LEXEME_ENDS };
#define LEXEME(item, field) FIELD((item)->lexeme, lexeme_layout.at[LEXEME_##field])

/* lexemes.c */
int configure_lexemes(PyObject *settings);
PyObject *ordinary_lexeme(PyObject *token); /* NULL without an error: Python must say what is known of it */

/* All of these: 0, 1 when it is left to Python, -1 on an error. */
int configure_segments(PyObject *settings);
int segments_of(PyObject *text, Segments *found);
void forget_segments(Segments *found);

int configure_forms(PyObject *settings);
int is_form(const Item *words, int count);
int cut_forms(const Item *words, int count, uint64_t quotes, uint64_t *kept, PyObject *forms);

#endif
