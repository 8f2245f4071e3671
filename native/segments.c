/* A plain text cut into segments of words: leadcli/names/segments.py. What a word is, Python says once; it is kept. */
#include "names.h"

#define KEPT 100000 /* tokens of which all is known */

Layout lexeme_layout;
static PyObject *f_lexemes, *known;
static Py_ssize_t c_longest, c_most_words;

int configure_segments(PyObject *settings)
{
    if (layout_of(settings, "Lexeme", "text traits outside inside initials form begins ends", &lexeme_layout) < 0 ||
        object_setting(settings, "lexemes", &f_lexemes) < 0 || size_setting(settings, "LONGEST", &c_longest) < 0 ||
        size_setting(settings, "MOST_WORDS", &c_most_words) < 0 || configure_lexemes(settings) < 0)
        return -1;
    Py_XSETREF(known, PyDict_New());
    return known == NULL ? -1 : 0;
}

/* The lexemes of a token, a tuple, borrowed from what is kept. */
static PyObject *lexemes_of(PyObject *token)
{
    PyObject *found = PyDict_GetItemWithError(known, token);
    if (found != NULL || PyErr_Occurred())
        return found;
    PyObject *ordinary = ordinary_lexeme(token);
    if (ordinary == NULL && PyErr_Occurred())
        return NULL;
    found = ordinary == NULL ? PyObject_CallOneArg(f_lexemes, token) : PyTuple_Pack(1, ordinary);
    Py_XDECREF(ordinary);
    if (found == NULL)
        return NULL;
    if (!PyTuple_Check(found))
        PyErr_SetString(PyExc_TypeError, "lexemes: a tuple");
    else if (PyDict_GET_SIZE(known) >= KEPT)
        PyDict_Clear(known);
    int failed = PyErr_Occurred() || PyDict_SetItem(known, token, found) < 0;
    Py_DECREF(found);
    return failed ? NULL : found;
}

static int add_words(PyObject *token, int quoted, Segments *found)
{
    PyObject *lexemes = lexemes_of(token);
    if (lexemes == NULL)
        return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(lexemes); i++) {
        if (found->size == MOST)
            return 1;
        Item *item = &found->items[found->size];
        if (!Py_IS_TYPE(PyTuple_GET_ITEM(lexemes, i), lexeme_layout.type)) {
            PyErr_SetString(PyExc_TypeError, "lexemes: of Lexeme");
            return -1;
        }
        item->lexeme = Py_NewRef(PyTuple_GET_ITEM(lexemes, i));
        found->size++;
        item->traits = PyLong_AsUnsignedLong(LEXEME(item, TRAITS));
        item->begins = PyLong_AsLong(LEXEME(item, BEGINS)), item->ends = PyLong_AsLong(LEXEME(item, ENDS));
        item->quoted = quoted;
    }
    return PyErr_Occurred() ? -1 : 0;
}

/* Ends a segment, if it has words. */
static void close_segment(Segments *found, uint64_t *quotes, int colon)
{
    int count = found->segment_count, start = count ? found->segments[count - 1].end : 0;
    if (found->size > start) {
        Segment segment = {start, found->size, colon, *quotes};
        found->segments[found->segment_count++] = segment;
    }
    *quotes = 0;
}

/* Whether a mark after a token joins it with what follows: 1-я, 2,5, а.о, д'арт. */
static int joins(const Text *text, Py_ssize_t at)
{
    Py_UCS4 mark = LETTER(*text, at), before = LETTER(*text, at - 1);
    if (mark == '-')
        return Py_UNICODE_ISDECIMAL(before);
    return (mark == '.' || mark == ',' || mark == '\'') && at + 1 < text->size && Py_UNICODE_ISALNUM(LETTER(*text, at + 1));
}

int segments_of(PyObject *string, Segments *found)
{
    Text text = text_of(string);
    uint64_t quotes = 0;
    int opened = 0, tokens = 0;
    found->size = found->segment_count = 0;
    if (text.size >= c_longest)
        return 1;
    for (Py_ssize_t at = 0, end; at < text.size; at = end) {
        Py_UCS4 letter = LETTER(text, at);
        end = at + 1;
        if (Py_UNICODE_ISALNUM(letter)) {
            while (end < text.size && Py_UNICODE_ISALNUM(LETTER(text, end)))
                end++;
            if (++tokens > c_most_words || (end < text.size && joins(&text, end)))
                return 1;
            PyObject *token = PyUnicode_Substring(string, at, end);
            int failed = token == NULL ? -1 : add_words(token, opened, found);
            Py_XDECREF(token);
            if (failed)
                return failed;
        }
        else if (letter == '"') {
            opened = !opened;
            int count = found->segment_count;
            if (opened)
                quotes |= (uint64_t)1 << (found->size - (count ? found->segments[count - 1].end : 0));
        }
        else if (letter == ',' || letter == ';' || letter == ':' || letter == '|')
            close_segment(found, &quotes, letter == ':');
        else if (letter == '-' && at > 0 && end < text.size && Py_UNICODE_ISSPACE(LETTER(text, at - 1)) &&
                 Py_UNICODE_ISSPACE(LETTER(text, end)))
            close_segment(found, &quotes, 0);
        else if (letter == '&' || letter == '+')
            return 1; /* a word of its own */
    }
    close_segment(found, &quotes, 0);
    return 0;
}

void forget_segments(Segments *found)
{
    for (int i = 0; i < found->size; i++)
        Py_CLEAR(found->items[i].lexeme);
    found->size = 0;
}
