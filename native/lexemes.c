/* What is known of an ordinary word, one of the letters а to я or a to z that stands on no list:
 * leadcli/names/lexemes.py, inflection.py and acronyms.py. Other words are asked of Python. */
#include "names.h"

#define ENDINGS 64 /* case endings of a kind */
#define LETTERS 64 /* of a word */
#define OPTIONS 8
enum { LONGEST_ENDING = 4, LONGEST_PART = 16 };

typedef struct {
    Py_UCS4 letters[LONGEST_PART];
    Py_ssize_t size;
} Part;

typedef struct {
    Part parts[ENDINGS];
    int count;
} Parts;

static Parts adjective, noun, latin, telling, vowels, links, no_root, after_o_e;
static PyObject *listed, *listed_roots, *core_kind, *core_weight, *s_zero, *s_traits;
static Py_ssize_t c_least_adjective, c_least_noun, c_least_root, c_least_rest, c_most_options;

/* Texts of a tuple, or the letters of a string. */
static int parts_setting(PyObject *settings, const char *name, Parts *parts)
{
    PyObject *told = setting(settings, name), *items = told == NULL ? NULL : PySequence_Fast(told, name);
    if (items == NULL)
        return -1;
    parts->count = 0;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items); i++) {
        PyObject *item = PySequence_Fast_GET_ITEM(items, i);
        if (parts->count == ENDINGS || !PyUnicode_Check(item) || PyUnicode_GET_LENGTH(item) > LONGEST_PART) {
            PyErr_Format(PyExc_ValueError, "%s: a few short texts", name);
            break;
        }
        Part *part = &parts->parts[parts->count++];
        part->size = PyUnicode_GET_LENGTH(item);
        for (Py_ssize_t n = 0; n < part->size; n++)
            part->letters[n] = PyUnicode_READ_CHAR(item, n);
    }
    Py_DECREF(items);
    return PyErr_Occurred() ? -1 : 0;
}

int configure_lexemes(PyObject *settings)
{
    if (parts_setting(settings, "ADJECTIVE", &adjective) < 0 || parts_setting(settings, "NOUN", &noun) < 0 ||
        parts_setting(settings, "LATIN", &latin) < 0 ||
        parts_setting(settings, "telling_parts", &telling) < 0 || parts_setting(settings, "VOWELS", &vowels) < 0 ||
        parts_setting(settings, "LINKS", &links) < 0 || parts_setting(settings, "NO_ROOT", &no_root) < 0 ||
        parts_setting(settings, "AFTER_O_E", &after_o_e) < 0 ||
        size_setting(settings, "LEAST_ADJECTIVE", &c_least_adjective) < 0 ||
        size_setting(settings, "LEAST_NOUN", &c_least_noun) < 0 ||
        size_setting(settings, "LEAST_ROOT", &c_least_root) < 0 ||
        size_setting(settings, "LEAST_REST", &c_least_rest) < 0 ||
        size_setting(settings, "MOST_OPTIONS", &c_most_options) < 0 ||
        object_setting(settings, "listed", &listed) < 0 || object_setting(settings, "listed_roots", &listed_roots) < 0)
        return -1;
    PyObject *told = setting(settings, "core_word"), *kind, *weight;
    if (told == NULL || !PyArg_ParseTuple(told, "UO", &kind, &weight))
        return -1;
    if (!PyTuple_Check(listed) || !PyTuple_Check(listed_roots) || c_most_options >= OPTIONS) {
        PyErr_SetString(PyExc_ValueError, "lexemes: lists as tuples, and few options");
        return -1;
    }
    Py_XSETREF(core_kind, Py_NewRef(kind));
    Py_XSETREF(core_weight, Py_NewRef(weight));
    Py_XSETREF(s_zero, PyLong_FromLong(0));
    Py_XSETREF(s_traits, PyLong_FromLong(ALPHABETIC | CORE << TRAITS | CORE << (TRAITS + KIND_BITS)));
    return s_zero == NULL || s_traits == NULL ? -1 : 0;
}

static int is_letter_of(const Parts *parts, Py_UCS4 letter)
{
    for (int i = 0; i < parts->count; i++)
        if (parts->parts[i].letters[0] == letter)
            return 1;
    return 0;
}

static int ends_with(const Py_UCS4 *word, Py_ssize_t size, const Part *part)
{
    return size >= part->size &&
           memcmp(word + size - part->size, part->letters, (size_t)part->size * sizeof *word) == 0;
}

/* How many letters are left without the longest of some endings. */
static Py_ssize_t without(const Parts *endings, const Py_UCS4 *word, Py_ssize_t size)
{
    Py_ssize_t longest = 0;
    for (int i = 0; i < endings->count; i++)
        if (endings->parts[i].size > longest && ends_with(word, size, &endings->parts[i]))
            longest = endings->parts[i].size;
    return size - longest;
}

static PyObject *folded(const Py_UCS4 *word, Py_ssize_t size)
{
    Written written;
    written.size = size;
    memcpy(written.letters, word, (size_t)size * sizeof *word);
    return fold_written(&written) < 0 ? NULL : string_written(&written);
}

/* inflection.stem: of a Russian word less its ending, folded, or of another word's fold less one. */
static PyObject *stem_of(const Py_UCS4 *word, Py_ssize_t size, int russian, PyObject *fold)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(fold), cut;
    if (length < 4)
        return Py_NewRef(fold);
    if (!russian) {
        Py_UCS4 letters[2 * LETTERS];
        for (Py_ssize_t i = 0; i < length; i++)
            letters[i] = PyUnicode_READ_CHAR(fold, i);
        cut = length > 5 ? without(&latin, letters, length) : length;
        return cut < c_least_noun ? Py_NewRef(fold) : PyUnicode_Substring(fold, 0, cut);
    }
    cut = without(&adjective, word, size);
    if (cut < c_least_adjective || is_letter_of(&vowels, word[cut - 1]))
        cut = size;
    if (cut == size && size > 5) {
        cut = without(&noun, word, size);
        cut = cut >= c_least_noun ? cut : size;
    }
    return cut == size ? Py_NewRef(fold) : folded(word, cut);
}

/* Whether any of some dicts and sets has a text; -1 on an error. */
static int is_in(PyObject *lists, PyObject *text)
{
    int found = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(lists) && !found; i++)
        found = PySequence_Contains(PyTuple_GET_ITEM(lists, i), text);
    return found;
}

static int has_part(const Py_UCS4 *word, Py_ssize_t size)
{
    for (int i = 0; i < telling.count; i++)
        for (Py_ssize_t end = telling.parts[i].size; end <= size; end++)
            if (ends_with(word, end, &telling.parts[i]))
                return 1;
    return 0;
}

/* acronyms.options: a word of another script gives its first letter. */
static PyObject *options_of(PyObject *token, const Py_UCS4 *word, Py_ssize_t size, int russian)
{
    if (size <= 2)
        return PyTuple_Pack(1, token);
    Py_UCS4 seconds[OPTIONS] = {0}; /* 0: the first letter alone */
    Py_ssize_t count = 1;
    for (Py_ssize_t at = c_least_root; russian && at < size - c_least_rest && count <= c_most_options; at++) {
        Py_UCS4 link = word[at], after = word[at + 1];
        int begins = !is_letter_of(&no_root, after) || (is_letter_of(&after_o_e, after) && link != 0x438);
        if (!is_letter_of(&links, link) || !begins)
            continue;
        Py_ssize_t known = 1;
        while (known < count && seconds[known] != after)
            known++;
        if (known == count)
            seconds[count++] = after;
    }
    PyObject *found = PyTuple_New(count);
    for (Py_ssize_t i = 0; found != NULL && i < count; i++) {
        Py_UCS4 letters[2] = {word[0], seconds[i]};
        PyObject *option = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, letters, seconds[i] ? 2 : 1);
        if (option == NULL)
            Py_CLEAR(found);
        else
            PyTuple_SET_ITEM(found, i, option);
    }
    return found;
}

static PyObject *lexeme_of(PyObject *token, PyObject *fold, PyObject *stem, PyObject *options)
{
    PyObject *of_word[] = {
        Py_NewRef(token), Py_NewRef(fold), Py_NewRef(stem), Py_NewRef(core_kind), Py_NewRef(core_weight), Py_NewRef(s_zero),
    };
    PyObject *word = made_record(&word_layout, of_word, sizeof of_word / sizeof *of_word);
    PyObject *of_lexeme[] = {
        [LEXEME_TEXT] = Py_NewRef(token),       [LEXEME_TRAITS] = Py_NewRef(s_traits),
        [LEXEME_OUTSIDE] = word,                [LEXEME_INSIDE] = Py_XNewRef(word),
        [LEXEME_INITIALS] = Py_NewRef(options), [LEXEME_FORM] = Py_NewRef(Py_None),
        [LEXEME_BEGINS] = Py_NewRef(s_zero),    [LEXEME_ENDS] = Py_NewRef(s_zero),
    };
    return made_record(&lexeme_layout, of_lexeme, LEXEME_ENDS + 1);
}

/* The letters of a word that has no others than а to я, or a to z: how many, 0 for another word. */
static Py_ssize_t letters_of(const Text *text, Py_UCS4 *word, int *russian)
{
    int other = 0;
    *russian = 0;
    if (text->size > LETTERS)
        return 0;
    for (Py_ssize_t i = 0; i < text->size; i++) {
        word[i] = LETTER(*text, i);
        if (word[i] >= 0x430 && word[i] <= 0x44F)
            *russian = 1;
        else if (word[i] >= 'a' && word[i] <= 'z')
            other = 1;
        else
            return 0;
    }
    return *russian && other ? 0 : text->size;
}

int may_give(const Text *word, Py_UCS4 letter)
{
    int found = listed == NULL; /* nothing is known of letters yet */
    for (Py_ssize_t i = 1; i < word->size && !found; i++)
        found = LETTER(*word, i) == letter && is_letter_of(&links, LETTER(*word, i - 1));
    return found;
}

int may_be_listed(const Text *text)
{
    Py_UCS4 word[LETTERS];
    int russian;
    Py_ssize_t size = listed == NULL ? 0 : letters_of(text, word, &russian);
    if (size == 0 || has_part(word, size))
        return 1;
    PyObject *string = string_of(text);
    int found = string == NULL ? -1 : is_in(listed, string);
    Py_XDECREF(string);
    return found;
}

/* The lexeme of an ordinary word, or NULL: without an error when Python must say what is known of it. */
PyObject *ordinary_lexeme(PyObject *token)
{
    Text text = text_of(token);
    Py_UCS4 word[LETTERS];
    int russian;
    Py_ssize_t size = letters_of(&text, word, &russian);
    if (size == 0 || has_part(word, size) || is_in(listed, token))
        return NULL;
    PyObject *fold = folded(word, size), *stem = fold == NULL ? NULL : stem_of(word, size, russian, fold);
    PyObject *options = NULL, *lexeme = NULL;
    if (stem != NULL && !is_in(listed_roots, stem) && (options = options_of(token, word, size, russian)) != NULL)
        lexeme = lexeme_of(token, fold, stem, options);
    Py_XDECREF(fold);
    Py_XDECREF(stem);
    Py_XDECREF(options);
    return lexeme;
}
