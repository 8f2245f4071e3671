/* The labels that share most with a caller: leadcli/resolution/blocking/candidates.py, over the index of a mapped file. */
#include "blocking.h"
#include <math.h>

/* --- the file ---------------------------------------------------------------------------------------------------- */
static uint32_t crc_table[8][256];

static void make_crc_table(void)
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        crc_table[0][n] = crc;
    }
    for (uint32_t n = 0; n < 256; n++)
        for (int k = 1; k < 8; k++)
            crc_table[k][n] = crc_table[0][crc_table[k - 1][n] & 0xFF] ^ (crc_table[k - 1][n] >> 8);
}

/* zlib.crc32, eight bytes at a time. */
uint32_t crc32_of(const uint8_t *data, size_t size, uint32_t start)
{
    uint32_t crc = ~start, (*t)[256] = crc_table;
    if (t[0][1] == 0)
        make_crc_table();
    for (; size >= 8; size -= 8, data += 8) {
        uint32_t low = crc ^ u32_at(data), high = u32_at(data + 4);
        crc = t[7][low & 0xFF] ^ t[6][low >> 8 & 0xFF] ^ t[5][low >> 16 & 0xFF] ^ t[4][low >> 24] ^
              t[3][high & 0xFF] ^ t[2][high >> 8 & 0xFF] ^ t[1][high >> 16 & 0xFF] ^ t[0][high >> 24];
    }
    while (size--)
        crc = t[0][(crc ^ *data++) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

int table_of(PyObject *told, const Py_buffer *file, Table *table)
{
    unsigned long long at, count, number;
    if (!PyTuple_Check(told) || !PyArg_ParseTuple(told, "KKK", &at, &count, &number))
        return PyErr_Occurred() ? -1 : (PyErr_SetString(PyExc_TypeError, "a table: at, count, number"), -1);
    table->data = file->buf, table->size = (uint64_t)file->len;
    table->at = at, table->count = count, table->number = number;
    return 0;
}

/* Where a record's head stands; 0: nowhere. */
static uint64_t start_of(const Table *table, uint64_t index)
{
    if (index >= table->count || table->at > table->size || (table->size - table->at) / 8 <= index)
        return 0;
    uint64_t start = u64_at(table->data + table->at + 8 * index);
    return start <= table->size && table->size - start >= 8 ? start : 0;
}

void soon_record(const Table *table, uint64_t index)
{
#if defined(__GNUC__) || defined(__clang__)
    uint64_t start = start_of(table, index);
    if (start)
        __builtin_prefetch(table->data + start);
#endif
}

const uint8_t *record_of(const Table *table, uint64_t index, uint32_t *size)
{
    uint64_t start = start_of(table, index);
    if (!start)
        return NULL;
    const uint8_t *head = table->data + start;
    uint32_t length = u32_at(head), seed = (uint32_t)(index * 0x9E3779B1u + table->number * 0x85EBCA6Bu);
    if (length > table->size - start - 8 || crc32_of(head + 8, length, seed) != u32_at(head + 4))
        return NULL;
    *size = length;
    return head + 8;
}

/* --- the index: leadcli/resolution/compiled/stored_index.py -------------------------------------------------------- */
#define ENTRY 12 /* bytes of a key in a bucket: the low half, kind and families, how many labels have it */
#define KIND_SHIFT 29
#define FEW 16   /* labels that a bucket holds itself */
#define KIND_OF(key) ((uint8_t)((key) >> 32))
#define BESIDE(key) ((uint32_t)((key) >> 40)) /* how many labels have it that are not in the file: candidates.beside */
enum { WORD, BONES, LETTERS, ACRONYM, WHOLE, PLACED, KINDS };

static double most_kept; /* KEPT of the Python module, as the file's buckets were made */

static uint32_t kept_of(uint32_t kind, uint32_t count)
{
    return count <= most_kept ? count : kind >= WHOLE ? (uint32_t)most_kept : 0;
}

static uint64_t bucket_of(const Index *index, uint64_t key)
{
    return ((key & 0xFFFFFFFFu) * index->buckets.count) >> 32;
}

int find_key(const Index *index, uint64_t key, Posting *found)
{
    uint32_t size, low = (uint32_t)key, kind = KIND_OF(key), keys;
    const uint8_t *bucket = record_of(&index->buckets, bucket_of(index, key), &size);
    if (bucket == NULL || size < 4 || (keys = u32_at(bucket)) > (size - 4) / ENTRY)
        return -1;
    const uint8_t *entry = bucket + 4, *numbers = entry + (size_t)keys * ENTRY;
    uint64_t before = 0, few_before = 0, all = 0, few = 0;
    int known = 0;
    for (uint32_t i = 0; i < keys; i++, entry += ENTRY) {
        uint32_t own = u32_at(entry + 4), total = u32_at(entry + 8), kept = kept_of(own >> KIND_SHIFT, total);
        if (u32_at(entry) == low && own >> KIND_SHIFT == kind) {
            known = 1, before = all, few_before = few;
            found->families = own & ((1u << KIND_SHIFT) - 1), found->total = total, found->kept = kept;
        }
        all += kept > FEW ? 1 : kept;
        few += kept > FEW ? 0 : kept;
    }
    if (4 * all + 2 * few > (uint64_t)(bucket + size - numbers))
        return -1;
    if (known && found->kept > FEW) {
        found->record = u32_at(numbers + 4 * before), found->labels = NULL;
        soon_record(&index->many, found->record);
    }
    else if (known) {
        found->labels = numbers + 4 * before, found->steps = numbers + 4 * all + few_before;
        found->marks = found->steps + few;
    }
    return known;
}

int read_labels(const Index *index, Posting *found)
{
    uint32_t size;
    if (found->labels != NULL || !found->kept)
        return 0;
    const uint8_t *record = record_of(&index->many, found->record, &size);
    if (record == NULL || size != 6 * (uint64_t)found->kept)
        return -1;
    found->labels = record, found->steps = record + 4 * (size_t)found->kept;
    found->marks = found->steps + found->kept;
    return 0;
}

/* --- a question ---------------------------------------------------------------------------------------------------- */
#define MOST_LABELS 64  /* more are not kept for one reading */
#define MOST_READ 16384 /* labels read for one reading */
#define SLOTS (2 * MOST_READ)

typedef struct {
    Py_ssize_t most, ties, keyed;
    long budget;
    double units, least_idf, weights[KINDS];
    uint64_t labels; /* of the directory */
    int here;        /* the mark of the caller's city */
    const double *lengths;
} Limits;

typedef struct {
    uint32_t label;
    int away; /* it is not in the caller's city */
    double share;
} Share;

typedef struct {
    Share shares[MOST_LABELS];
    Py_ssize_t size;
} Best;

typedef struct {
    uint64_t key, part;
    Posting posting;
} Asked;

typedef struct {
    uint32_t label; /* plus one; 0: free */
    uint8_t step, mark;
    uint64_t sum;
} Slot;

static Slot slots[SLOTS]; /* empty between questions, which hold the interpreter's lock */
static uint32_t used[MOST_READ];

static uint64_t part_of(const Limits *limits, uint64_t kind, uint32_t count)
{
    double idf = log((double)(limits->labels + 1) / ((double)count + 0.5));
    double found = limits->weights[kind] * (idf > limits->least_idf ? idf : limits->least_idf);
    return (uint64_t)(found * found * limits->units + 0.5);
}

static int in_order(const void *one, const void *other)
{
    const Asked *a = one, *b = other;
    if (a->posting.total != b->posting.total)
        return a->posting.total < b->posting.total ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Whether a label stands before another: it shares more, or as much and is in the caller's city, or the first. */
static int before(const Share *one, const Share *other)
{
    if (one->share != other->share)
        return one->share > other->share;
    return one->away != other->away ? !one->away : one->label < other->label;
}

static void insert(Best *best, Py_ssize_t at, Share share)
{
    Share *all = best->shares;
    for (; at > 0 && before(&share, &all[at - 1]); at--)
        all[at] = all[at - 1];
    all[at] = share;
}

/* A label of one reading is kept if it is among the most that share most, and among the few that share exactly alike. */
static void keep(Best *best, const Limits *limits, Share share)
{
    Share *all = best->shares;
    if (best->size == limits->most && !before(&share, &all[best->size - 1]))
        return;
    Py_ssize_t alike = 0, last = -1;
    for (Py_ssize_t at = 0; at < best->size; at++)
        if (all[at].share == share.share)
            alike++, last = at;
    if (alike == limits->ties) {
        if (before(&share, &all[last]))
            insert(best, last, share);
    }
    else {
        best->size += best->size < limits->most;
        insert(best, best->size - 1, share);
    }
}

/* A label of any reading, once, with the most that it shares. */
static void merge(Best *best, const Limits *limits, Share share)
{
    Py_ssize_t at = 0;
    while (at < best->size && best->shares[at].label != share.label)
        at++;
    if (at == limits->most)
        at--;
    else if (at == best->size)
        best->shares[best->size++] = (Share){share.label, 1, -1.0};
    if (before(&share, &best->shares[at]))
        insert(best, at, share);
}

/* The labels of the very name. Of more than so many, those in the caller's city; without one, the first. */
static int find_same(const Index *index, const Limits *limits, uint64_t whole, uint64_t here, Posting *found)
{
    Posting same = {0}, near = {0};
    int known = whole ? find_key(index, whole, &same) : 0, placed = 0;
    if (known >= 0 && here && same.kept + BESIDE(whole) > limits->keyed)
        placed = find_key(index, here, &near), placed = placed ? placed : BESIDE(here) > 0;
    if (known < 0 || placed < 0)
        return -1;
    *found = placed ? near : same;
    if (read_labels(index, found) < 0)
        return -1;
    if (found->kept > limits->keyed)
        found->kept = (uint32_t)limits->keyed;
    return 0;
}

static int is_among(const Posting *posting, uint32_t label)
{
    for (uint32_t i = 0; i < posting->kept; i++)
        if (u32_at(posting->labels + 4 * i) == label)
            return 1;
    return 0;
}

/* What labels share with one reading: its keys, how many of them are its own; -1 when the file is damaged. */
static int add_reading(const Index *index, const Limits *limits, const uint64_t *keys, Py_ssize_t many, Py_ssize_t own,
                       const Posting *same, Asked *asked, Best *best)
{
    uint64_t size = 0;
    long budget = limits->budget;
    Py_ssize_t found = 0, labels = 0;
    int damaged = 0;
    Best own_best = {.size = 0};
    for (Py_ssize_t i = 0; i < many; i++)
        soon_record(&index->buckets, bucket_of(index, keys[i]));
    for (Py_ssize_t i = 0; i < many; i++) {
        Asked *one = &asked[found];
        int known = find_key(index, keys[i], &one->posting);
        if (known < 0)
            return -1;
        if (!known)
            one->posting = (Posting){.total = 0};
        one->posting.total += BESIDE(keys[i]);
        one->part = part_of(limits, KIND_OF(keys[i]), one->posting.total);
        if (i < own)
            size += one->part;
        if (kept_of(KIND_OF(keys[i]), one->posting.total))
            one->key = keys[i] << 24 >> 24, found++;
    }
    qsort(asked, (size_t)found, sizeof *asked, in_order);
    for (Py_ssize_t i = 0; i < found; i++) {
        Posting *posting = &asked[i].posting;
        if ((budget -= posting->total) < 0)
            break;
        if (read_labels(index, posting) < 0) {
            damaged = -1;
            break;
        }
        for (uint32_t n = 0; n < posting->kept; n++) {
            uint32_t label = u32_at(posting->labels + 4 * n) + 1, at = label * 0x9E3779B1u % SLOTS;
            while (slots[at].label != label && slots[at].label)
                at = (at + 1) % SLOTS;
            if (!slots[at].label) {
                slots[at].label = label, used[labels++] = at;
                slots[at].step = posting->steps[n], slots[at].mark = posting->marks[n];
            }
            slots[at].sum += asked[i].part;
        }
    }
    double length = sqrt((double)size);
    for (Py_ssize_t i = 0; i < labels; i++) {
        Slot *slot = &slots[used[i]];
        double share = (double)slot->sum / (length * limits->lengths[slot->step]);
        int away = !limits->here || slot->mark != limits->here;
        if (!same->kept || !is_among(same, slot->label - 1))
            keep(&own_best, limits, (Share){slot->label - 1, away, share < 1.0 ? share : 1.0});
        slot->label = 0, slot->sum = 0;
    }
    if (damaged)
        return -1;
    for (uint32_t i = 0; i < same->kept; i++)
        merge(best, limits, (Share){u32_at(same->labels + 4 * i), 0, 1.0});
    for (Py_ssize_t i = 0; i < own_best.size; i++)
        merge(best, limits, own_best.shares[i]);
    return 0;
}

static PyObject *told(const Best *best)
{
    PyObject *found = PyList_New(best->size);
    for (Py_ssize_t i = 0; found != NULL && i < best->size; i++) {
        const Share *one = &best->shares[i];
        PyObject *pair = Py_BuildValue("(kdi)", (unsigned long)one->label, one->share, one->away);
        if (pair == NULL)
            Py_CLEAR(found);
        else
            PyList_SET_ITEM(found, i, pair);
    }
    return found;
}

/* Keys that Python made: whole, here, how many are the reading's own, then all; see candidates.Asked. */
static int answer(const Index *index, const Limits *limits, PyObject *reading, Best *best)
{
    Py_buffer keys;
    Posting same = {0};
    if (PyObject_GetBuffer(reading, &keys, PyBUF_SIMPLE) < 0)
        return -1;
    const uint64_t *all = keys.buf;
    Py_ssize_t many = keys.len / 8 - 3;
    Asked *asked = many < 0 ? NULL : PyMem_Malloc((size_t)(many + 1) * sizeof *asked);
    int failed = asked == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; !failed && i < many; i++)
        failed = KIND_OF(all[3 + i]) >= KINDS ? -1 : 0;
    if (failed)
        PyErr_SetString(PyExc_ValueError, "candidates: a reading is whole, here, own, and its keys");
    else if (find_same(index, limits, all[0], all[1], &same) < 0 ||
             add_reading(index, limits, all + 3, many, (Py_ssize_t)all[2], &same, asked, best) < 0)
        failed = 1;
    PyMem_Free(asked);
    PyBuffer_Release(&keys);
    return failed;
}

/* candidates(file, (buckets, many, labels), readings, here, limits, lengths): candidates.candidates; None when a record is
 * damaged: Python says so. limits: MOST, TIES, KEYED, BUDGET, KEPT, UNITS, LEAST_IDF, WEIGHTS. */
PyObject *native_candidates(PyObject *module, PyObject *args)
{
    Limits limits;
    Index index;
    Py_buffer file, lengths;
    PyObject *buckets, *many, *readings, *found = NULL;
    unsigned long long labels;
    double *w = limits.weights;
    if (!PyArg_ParseTuple(args, "y*(OOK)O!i(nnnlddddddddd)y*", &file, &buckets, &many, &labels, &PyList_Type, &readings,
                          &limits.here, &limits.most, &limits.ties, &limits.keyed, &limits.budget, &most_kept,
                          &limits.units, &limits.least_idf, w, w + 1, w + 2, w + 3, w + 4, w + 5, &lengths))
        return NULL;
    Best best = {.size = 0};
    int failed = table_of(buckets, &file, &index.buckets) || table_of(many, &file, &index.many) ? -1 : 0;
    limits.labels = labels, limits.lengths = lengths.buf;
    if (!failed && (limits.most < 1 || limits.ties < 1 || limits.most > MOST_LABELS || limits.budget > MOST_READ ||
                    lengths.len != 256 * sizeof(double))) {
        PyErr_SetString(PyExc_ValueError, "candidates: more than the core was built for");
        failed = -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(readings) && !failed; i++)
        failed = answer(&index, &limits, PyList_GET_ITEM(readings, i), &best);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&file);
    if (!failed)
        found = told(&best);
    else if (!PyErr_Occurred())
        found = Py_NewRef(Py_None);
    return found;
}
