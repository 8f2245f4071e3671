/* What speaks for and against one label: leadcli/resolution/comparison/signals.py. */
#include "compare.h"
#include <math.h>
#include <stdlib.h>

#define GRAMS 600 /* letters of a key; longer ones are left to Python */

static double c_trade, c_plain;
static Py_ssize_t short_length, short_key;
static PyObject *families;

int configure_signals(PyObject *settings)
{
    if (layout_of(settings, "Mention", "name strong adjective text", &mention_layout) < 0 ||
        layout_of(settings, "Form", "kind text", &form_layout) < 0 ||
        layout_of(settings, "Circumstance", "city cities explains near of_group", &around_layout) < 0 ||
        number_setting(settings, "TRADE", &c_trade) || number_setting(settings, "PLAIN", &c_plain) ||
        size_setting(settings, "SHORT", &short_length) || size_setting(settings, "SHORT_KEY", &short_key) ||
        object_setting(settings, "FAMILIES", &families))
        return -1;
    if (!PyDict_Check(families)) {
        PyErr_SetString(PyExc_TypeError, "FAMILIES: a dict");
        return -1;
    }
    return 0;
}

/* --- signals ------------------------------------------------------------------------------------------------------------ */
static int in_adjectives(const W *word, const Side *side)
{
    for (int n = 0; n < side->spot_count; n++)
        if (side->spots[n].adjective && equal(&side->spots[n].text, &word->text))
            return 1;
    return 0;
}

static int has_adjective(const Side *side)
{
    int found = 0;
    for (int n = 0; n < side->spot_count; n++)
        found |= side->spots[n].adjective;
    return found;
}

static int in_texts(const Text *texts, int count, const Text *one)
{
    for (int n = 0; n < count; n++)
        if (equal(&texts[n], one))
            return 1;
    return 0;
}

/* signals.explained, of a word of the caller; -1 on an error. */
static int explained(const W *word, const Around *around)
{
    const Text *fold = &word->fold;
    Text brief = {fold->kind, fold->data, fold->size - 1};
    Py_UCS4 last = fold->size > 3 ? LETTER(*fold, fold->size - 1) : 0;
    int shorter = last == 'a' || last == 'e' || last == 'i' || last == 'o' || last == 'u';
    if (around->explains == NULL)
        return in_texts(around->told, around->told_count, &word->stem) ||
               in_texts(around->told, around->told_count, fold) ||
               (shorter && in_texts(around->told, around->told_count, &brief));
    if (PySet_GET_SIZE(around->explains) == 0)
        return 0;
    int found = PySet_Contains(around->explains, FIELD(word->object, WORD(STEM)));
    if (!found)
        found = PySet_Contains(around->explains, FIELD(word->object, WORD(FOLD)));
    if (!found && shorter) {
        PyObject *string = string_of(&brief);
        found = string == NULL ? -1 : PySet_Contains(around->explains, string);
        Py_XDECREF(string);
    }
    return found;
}

static int is_kin(const W *word, const Around *around)
{
    if (around->near == NULL)
        return in_texts(around->kin, around->kin_count, &word->stem);
    return PySet_Contains(around->near, FIELD(word->object, WORD(STEM)));
}

/* signals.places_conflict */
static int places_conflict(const Side *caller, const Side *label, uint64_t alone)
{
    int any = 0, standing = 0;
    for (int n = 0; n < label->spot_count; n++) {
        const Spot *place = &label->spots[n];
        if (!place->adjective)
            continue;
        for (int i = 0; i < label->size; i++)
            standing |= alone >> i & 1 && equal(&label->words[i].text, &place->text);
        for (int m = 0; m < caller->spot_count; m++) {
            const Spot *said = &caller->spots[m];
            if (!said->adjective && !said->strong)
                continue;
            any = 1;
            if (equal(&said->name, &place->name))
                return 0;
        }
    }
    return any && standing;
}

int is_person_form(PyObject *kind)
{
    PyObject *family = PyDict_GetItemWithError(families, kind);
    return PyUnicode_CompareWithASCIIString(family ? family : kind, "ip") == 0;
}

double plain_weight(void)
{
    return c_plain;
}

typedef struct {
    uint64_t grams[GRAMS];
    int size;
    double norm;
} Grams;

static int gram_order(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return a < b ? -1 : a > b;
}

/* The letter trigrams of a key, with two blanks before and one behind, sorted. */
static void grams_of(const Text *key, Grams *found)
{
    uint64_t a = ' ', b = ' ';
    int size = (int)key->size + 1;
    for (int i = 0; i < size; i++) {
        uint64_t c = i < size - 1 ? LETTER(*key, i) : ' ';
        found->grams[i] = a << 42 | b << 21 | c;
        a = b, b = c;
    }
    found->size = size;
    if (size <= 32)
        for (int i = 1; i < size; i++) {
            uint64_t gram = found->grams[i];
            int place = i;
            for (; place > 0 && found->grams[place - 1] > gram; place--)
                found->grams[place] = found->grams[place - 1];
            found->grams[place] = gram;
        }
    else
        qsort(found->grams, (size_t)size, sizeof *found->grams, gram_order);
    long squares = 0;
    for (int i = 0; i < size;) {
        int next = i;
        while (next < size && found->grams[next] == found->grams[i])
            next++;
        squares += (long)(next - i) * (next - i);
        i = next;
    }
    found->norm = sqrt((double)squares);
}

static double cosine(const Grams *a, const Grams *b)
{
    long dot = 0;
    for (int i = 0, j = 0; i < a->size && j < b->size;) {
        if (a->grams[i] != b->grams[j]) {
            a->grams[i] < b->grams[j] ? i++ : j++;
            continue;
        }
        uint64_t gram = a->grams[i];
        long ours = 0, theirs = 0;
        for (; i < a->size && a->grams[i] == gram; i++)
            ours++;
        for (; j < b->size && b->grams[j] == gram; j++)
            theirs++;
        dot += ours * theirs;
    }
    return (double)dot / (a->norm * b->norm);
}

/* The last caller's keys: one caller meets many labels. */
#define KEPT 4
static struct {
    PyObject *name;
    uint64_t bits;
    Text key;
    Py_UCS4 letters[GRAMS];
    Grams grams;
} kept[KEPT];
static int next_kept = 0;

/* signals._main_key: -1 on an error, 1 when the key is too long. */
static int main_key(const Side *caller, const Aligned *aligned, int *slot)
{
    uint64_t paired = 0, bits = 0;
    for (int n = 0; n < aligned->size; n++)
        paired |= aligned->pairs[n].left;
    for (int i = 0; i < caller->size; i++) {
        const W *word = &caller->words[i];
        int telling = word->kind == CORE || word->kind == WEAK || word->kind == NUMBER || paired >> i & 1;
        if (word->weight != c_plain && telling && !(aligned->remarks >> i & 1))
            bits |= (uint64_t)1 << i;
    }
    for (int n = 0; n < KEPT; n++)
        if (kept[n].name == caller->name && kept[n].bits == bits) {
            *slot = n;
            return 0;
        }
    Written key;
    int failed = together_of(caller->words, caller->size, bits, &key);
    if (failed || key.size >= GRAMS - 1)
        return failed < 0 ? -1 : 1;
    *slot = next_kept;
    next_kept = (next_kept + 1) % KEPT;
    Py_XSETREF(kept[*slot].name, Py_NewRef(caller->name));
    kept[*slot].bits = bits;
    memcpy(kept[*slot].letters, key.letters, (size_t)key.size * sizeof *key.letters);
    Text letters = {PyUnicode_4BYTE_KIND, kept[*slot].letters, key.size};
    kept[*slot].key = letters;
    grams_of(&letters, &kept[*slot].grams);
    return 0;
}

/* signals.telling_key, of a label with words that any firm may have: -1 on an error, 1 when it is too long. Noise, which
 * was not read, is never in it: in a name on file it is a preposition or «город». */
static int telling_key(Side *label, Written *key)
{
    uint64_t bits = 0;
    key->size = 0;
    for (int i = 0; i < label->size; i++) {
        const W *word = &label->words[i];
        if (word->weight != c_plain &&
            (word->kind == CORE || word->kind == WEAK || word->kind == NUMBER || in_adjectives(word, label)))
            bits |= (uint64_t)1 << i;
    }
    int failed = together_of(label->words, label->size, bits, key);
    return failed || key->size ? failed : write_text(key, &label->key);
}

/* signals.signals: -1 on an error, 1 when it is left to Python. */
int weigh_up(Side *caller, Side *label, const Aligned *aligned, const Around *around, double *found)
{
    int of_group = around->of_group, generic = caller->generic;
    uint64_t unexplained = 0, ours = 0, theirs = 0;
    int support = 0;
    for (int i = 0; i < caller->size; i++) {
        const W *word = &caller->words[i];
        int remark = aligned->remarks >> i & 1, alone = aligned->caller_alone >> i & 1;
        if (!remark && !alone)
            continue;
        int by_card = explained(word, around);
        int by_name = remark ? is_kin(word, around) : 0;
        if (by_card < 0 || by_name < 0)
            return -1;
        if (remark && !by_name && !by_card)
            unexplained |= (uint64_t)1 << i;
        if (alone && (word->kind == NUMBER || !by_card) && !(of_group && word->weight == c_trade))
            ours |= (uint64_t)1 << i;
        support |= (by_name && word->kind == CORE) || (by_card && (word->kind == CORE || word->kind == WEAK));
    }
    for (int i = 0; i < label->size; i++) {
        const W *word = &label->words[i];
        if (!(aligned->label_alone >> i & 1))
            continue;
        if (generic ? word->kind == NUMBER : word->kind != PLACE || in_adjectives(word, label))
            theirs |= (uint64_t)1 << i;
    }
    double matched_ours = 0, matched_theirs = 0, all_ours = 0, all_theirs = 0, told = 0, worst = 0;
    int acronym = 0, glued = 0;
    for (int n = 0; n < aligned->size; n++) {
        const Possible *pair = &aligned->pairs[n];
        double weight = 0.0, said = 0.0, heavy = 0.0;
        int person = 0;
        Py_ssize_t shortest = PY_SSIZE_T_MAX;
        for (int i = 0; i < label->size; i++)
            if (pair->right >> i & 1) {
                double own = label->words[i].weigh;
                weight += own;
                matched_theirs += own * pair->alike;
                all_theirs += own;
                Py_ssize_t size = label->words[i].fold.size;
                shortest = size < shortest ? size : shortest;
            }
        for (int i = 0; i < caller->size; i++)
            if (pair->left >> i & 1) {
                const W *word = &caller->words[i];
                person |= word->kind == PERSON;
                said += word->weigh;
                heavy = word->weight > heavy ? word->weight : heavy;
                Py_ssize_t size = word->fold.size;
                shortest = size < shortest ? size : shortest;
            }
        if (person)
            said = weight;
        matched_ours += said * pair->alike;
        all_ours += said;
        if (pair->how != AT_PLACE)
            told += (weight < said ? weight : said) * pair->alike;
        double heavier = heavy + 0.2 < 1.0 ? heavy + 0.2 : 1.0;
        double unlike = (1.0 - pair->alike) * heavier * (pair->how == SPELLING && shortest <= short_length ? 1.6 : 1.0);
        worst = unlike > worst ? unlike : worst;
        acronym |= pair->how == ACRONYM;
        glued |= pair->how == GLUED;
    }
    double caller_extra = 0.0, label_extra = 0.0, weak_extra = 0.0, more_ours = 0.0, more_theirs = 0.0;
    int said_adjective = has_adjective(caller), place_extra = 0, ours_number = 0, theirs_number = 0, remark = 0;
    for (int i = 0; i < caller->size; i++) {
        const W *word = &caller->words[i];
        if (aligned->caller_alone >> i & 1) {
            ours_number |= word->kind == NUMBER;
            place_extra |= word->kind == PLACE && in_adjectives(word, caller);
        }
        if (unexplained >> i & 1 && (word->kind == CORE || word->kind == NUMBER)) {
            PyObject *words = FIELD(caller->name, NAME(WORDS));
            int beside_branch = 0;
            for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(words); n++) {
                PyObject *other = PyTuple_GET_ITEM(words, n);
                beside_branch |= kind_of(FIELD(other, WORD(KIND))) == BRANCH &&
                                 PyLong_AsLong(FIELD(other, WORD(SEGMENT))) == word->segment;
            }
            remark |= !beside_branch;
        }
        if (!(ours >> i & 1))
            continue;
        if (word->kind != NOISE && (word->kind != PLACE || in_adjectives(word, caller)))
            more_ours += word->weigh;
        if (word->kind == CORE || word->kind == PERSON) {
            double extra = generic ? word->weight : word->weigh;
            caller_extra = extra > caller_extra ? extra : caller_extra;
        }
        if (word->kind == WEAK || word->kind == BRANCH)
            weak_extra += word->weigh;
    }
    for (int i = 0; i < label->size; i++) {
        const W *word = &label->words[i];
        if (aligned->label_alone >> i & 1)
            theirs_number |= word->kind == NUMBER;
        if (!(theirs >> i & 1))
            continue;
        if (word->kind != NOISE && (word->kind != PLACE || in_adjectives(word, label)))
            more_theirs += word->weigh;
        if (word->kind == CORE && !generic)
            label_extra = word->weigh > label_extra ? word->weigh : label_extra;
        if (word->kind == WEAK || word->kind == BRANCH)
            weak_extra += word->weigh;
    }
    all_ours += more_ours;
    all_theirs += more_theirs;
    double caller_covered = all_ours ? matched_ours / all_ours : 0.0;
    double label_covered = all_theirs ? matched_theirs / all_theirs : 0.0;
    int slot, failed = main_key(caller, aligned, &slot);
    if (failed)
        return failed;
    Text key = kept[slot].key, label_key = label->key;
    Written telling;
    if (label->plain) {
        if ((failed = telling_key(label, &telling)))
            return failed;
        label_key = text_of_written(&telling);
    }
    if (label_key.size >= GRAMS - 1)
        return 1;
    double ngrams = 0.0;
    if (key.size && label_key.size) {
        if (equal(&key, &label_key))
            ngrams = 1.0;
        else {
            Grams own;
            grams_of(&label_key, &own);
            ngrams = cosine(&kept[slot].grams, &own);
        }
    }
    if (acronym && caller_covered * label_covered > ngrams)
        ngrams = caller_covered * label_covered;
    found[CALLER_COVERED] = caller_covered;
    found[LABEL_COVERED] = label_covered;
    found[NGRAMS] = ngrams;
    found[CALLER_EXTRA] = caller_extra;
    found[LABEL_EXTRA] = label_extra;
    found[WEAK_EXTRA] = weak_extra < 1.0 ? weak_extra : 1.0;
    found[WORST_PAIR] = aligned->size ? worst : 1.0;
    found[NUMBER_CONFLICT] = ours_number && theirs_number;
    found[NUMBER_MISSING] = ours_number != theirs_number;
    found[CITY_AGREES] = around->here;
    found[CITY_CONFLICT] = around->city && around->cities && !around->here && !of_group;
    found[PLACE_CONFLICT] = places_conflict(caller, label, aligned->label_alone);
    found[PLACE_EXTRA] = said_adjective && !caller->branch && place_extra;
    found[REMARK] = remark;
    found[SUPPORT] = support;
    found[HAS_ACRONYM] = acronym;
    found[HAS_GLUED] = glued;
    found[IS_SHORT] = key.size <= short_key;
    found[FORM_CONFLICT] = caller->forms && label->forms && caller->person != label->person;
    found[TOLD] = told / 1.5 < 1.0 ? told / 1.5 : 1.0;
    return 0;
}
