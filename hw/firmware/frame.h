/* Frames: COBS (Cheshire and Baker 1999) around a body and its CRC-32 (IEEE 802.3, as zlib computes it). */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

struct frame_reader {
    uint8_t bytes[LONGEST_FRAME];
    uint8_t count;
    uint8_t left;   /* bytes of the present COBS block still to come */
    bool began;
    bool broken;
};

uint32_t crc32_add(uint32_t crc, uint8_t byte);
#define CRC32_START 0xFFFFFFFFUL
#define CRC32_END(crc) ((crc) ^ 0xFFFFFFFFUL)

void frame_restart(struct frame_reader *reader);

/* Takes one byte from the wire; returns how long the body is whose last byte this was, else 0. */
uint8_t frame_feed(struct frame_reader *reader, uint8_t byte);

/* Puts a body of at most LONGEST_FRAME - CRC_BYTES on to the wire; false when the line is full. */
bool frame_send(const void *body, uint8_t count);

#endif
