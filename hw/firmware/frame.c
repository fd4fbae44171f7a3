#include "frame.h"

#include <string.h>

#include "hal.h"
#include "progmem.h"

/* Half a byte at a time: 64 bytes of table instead of 1024, and 80 frames a second leave time enough. */
static const uint32_t NIBBLES[16] IN_FLASH = {
    0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
    0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
};

uint32_t crc32_add(uint32_t crc, uint8_t byte) {
    crc ^= byte;
    crc = (crc >> 4) ^ FLASH_U32(&NIBBLES[crc & 0x0F]);
    return (crc >> 4) ^ FLASH_U32(&NIBBLES[crc & 0x0F]);
}

void frame_restart(struct frame_reader *reader) {
    memset(reader, 0, sizeof *reader);
}

static void keep(struct frame_reader *reader, uint8_t byte) {
    if (reader->count == LONGEST_FRAME) {
        reader->broken = true;
    } else {
        reader->bytes[reader->count++] = byte;
    }
}

/* The register after a body and its own CRC is the same for every body. */
static bool believed(const struct frame_reader *reader) {
    if (reader->broken || reader->left || reader->count <= CRC_BYTES) {
        return false;
    }
    uint32_t crc = CRC32_START;
    for (uint8_t i = 0; i < reader->count; i++) {
        crc = crc32_add(crc, reader->bytes[i]);
    }
    return crc == 0xDEBB20E3UL;
}

uint8_t frame_feed(struct frame_reader *reader, uint8_t byte) {
    if (byte == 0) {
        uint8_t body = believed(reader) ? reader->count - CRC_BYTES : 0;
        reader->count = reader->left = 0;
        reader->began = reader->broken = false;
        return body;
    }
    if (reader->left) {
        reader->left--;
        keep(reader, byte);
    } else {
        /* A code byte: the zero that the block before it stood for, then the length of its own block. */
        if (reader->began) {
            keep(reader, 0);
        }
        reader->began = true;
        reader->left = byte - 1;
    }
    return 0;
}

bool frame_send(const void *body, uint8_t count) {
    uint8_t wire[LONGEST_FRAME + 2];
    uint8_t *raw = wire + 1;
    memcpy(raw, body, count);
    uint32_t crc = CRC32_START;
    for (uint8_t i = 0; i < count; i++) {
        crc = crc32_add(crc, raw[i]);
    }
    crc = CRC32_END(crc);
    for (uint8_t i = 0; i < CRC_BYTES; i++, crc >>= 8) {
        raw[count++] = (uint8_t)crc;
    }
    /* Each zero becomes the distance to the next one: short frames need no block of 254. */
    uint8_t *code = wire;
    for (uint8_t *at = raw; at < raw + count; at++) {
        if (*at == 0) {
            *code = (uint8_t)(at - code);
            code = at;
        }
    }
    *code = (uint8_t)(raw + count - code);
    raw[count] = 0;
    return hal_transmit(wire, count + 2);
}
