/* CRC-32 as of zlib: eight bytes at a time by tables, or where the processor multiplies without carries, sixty-four. */
#include "native.h"
#include <string.h>

static uint32_t table[8][256];

static void make_table(void)
{
    for (uint32_t n = 0; n < 256; n++) {
        uint32_t crc = n;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
        table[0][n] = crc;
    }
    for (uint32_t n = 0; n < 256; n++)
        for (int k = 1; k < 8; k++)
            table[k][n] = table[0][table[k - 1][n] & 0xFF] ^ (table[k - 1][n] >> 8);
}

static uint32_t by_tables(const uint8_t *data, size_t size, uint32_t crc)
{
    if (table[0][1] == 0)
        make_table();
    for (; size >= 8; size -= 8, data += 8) {
        uint32_t low = crc ^ u32_at(data), high = u32_at(data + 4);
        crc = table[7][low & 0xFF] ^ table[6][(low >> 8) & 0xFF] ^ table[5][(low >> 16) & 0xFF] ^ table[4][low >> 24] ^
              table[3][high & 0xFF] ^ table[2][(high >> 8) & 0xFF] ^ table[1][(high >> 16) & 0xFF] ^ table[0][high >> 24];
    }
    while (size--)
        crc = table[0][(crc ^ *data++) & 0xFF] ^ (crc >> 8);
    return crc;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define LEAST 64 /* bytes from which folding begins */
#define CARRYLESS __attribute__((target("pclmul,sse4.1")))

static __m128i load(const uint8_t *data)
{
    return _mm_loadu_si128((const __m128i *)data);
}

/* One register moved on over the data by a distance that the constants stand for, and what stands there. */
CARRYLESS static __m128i folded(__m128i kept, __m128i constants, __m128i next)
{
    __m128i low = _mm_clmulepi64_si128(kept, constants, 0x00), high = _mm_clmulepi64_si128(kept, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/* V. Gopal et al., Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction, Intel 2009: folding, then
 * Barrett's reduction; the constants are its powers of x modulo the polynomial, bits reflected. size: whole sixteens. */
CARRYLESS static uint32_t by_folding(const uint8_t *data, size_t size, uint32_t crc)
{
    const __m128i by_64 = _mm_set_epi64x(0x01C6E41596, 0x0154442BD4), by_16 = _mm_set_epi64x(0x00CCAA009E, 0x01751997D0);
    const __m128i to_64 = _mm_set_epi64x(0, 0x0163CD6124), barrett = _mm_set_epi64x(0x01F7011641, 0x01DB710641);
    const __m128i words = _mm_set_epi32(0, -1, 0, -1);
    __m128i kept[4];
    for (int i = 0; i < 4; i++)
        kept[i] = load(data + 16 * i);
    kept[0] = _mm_xor_si128(kept[0], _mm_cvtsi32_si128((int)crc));
    for (data += 64, size -= 64; size >= 64; data += 64, size -= 64)
        for (int i = 0; i < 4; i++)
            kept[i] = folded(kept[i], by_64, load(data + 16 * i));
    __m128i all = kept[0];
    for (int i = 1; i < 4; i++)
        all = folded(all, by_16, kept[i]);
    for (; size >= 16; data += 16, size -= 16)
        all = folded(all, by_16, load(data));
    all = _mm_xor_si128(_mm_srli_si128(all, 8), _mm_clmulepi64_si128(all, by_16, 0x10));
    all = _mm_xor_si128(_mm_srli_si128(all, 4), _mm_clmulepi64_si128(_mm_and_si128(all, words), to_64, 0x00));
    __m128i whole = _mm_clmulepi64_si128(_mm_and_si128(all, words), barrett, 0x10);
    all = _mm_xor_si128(all, _mm_clmulepi64_si128(_mm_and_si128(whole, words), barrett, 0x00));
    return (uint32_t)_mm_extract_epi32(all, 1);
}

static int multiplies(void)
{
    static int known = -1;
    if (known < 0)
        known = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
    return known;
}
#endif

uint32_t crc32_of(const uint8_t *data, size_t size, uint32_t start)
{
    uint32_t crc = ~start;
#ifdef CARRYLESS
    if (size >= LEAST && multiplies()) {
        size_t whole = size & ~(size_t)15;
        crc = by_folding(data, whole, crc);
        data += whole, size -= whole;
    }
#endif
    return ~by_tables(data, size, crc);
}

/* crc32(data, start): zlib.crc32, for the tests. */
PyObject *native_crc32(PyObject *module, PyObject *args)
{
    Py_buffer data;
    unsigned int start;
    if (!PyArg_ParseTuple(args, "y*I", &data, &start))
        return NULL;
    uint32_t crc = crc32_of(data.buf, (size_t)data.len, start);
    PyBuffer_Release(&data);
    return PyLong_FromUnsignedLong(crc);
}
