/* Throws bytes at the scale: `fuzz SEED ROUNDS`. Under the sanitizers it must neither crash nor say a bad frame. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "hal_native.h"

static uint32_t state;

static uint32_t draw(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

/* A frame of any kind and length with a right CRC, as an unchecked COBS of the bytes before it would be. */
static uint16_t any_frame(uint8_t *wire) {
    static const uint8_t KINDS[] = {GET_HELLO, PING, START, STOP, READ_CALIBRATION, WRITE_CALIBRATION};
    uint8_t body[LONGEST_FRAME], count = (uint8_t)(1 + draw(LONGEST_FRAME - CRC_BYTES));
    for (uint8_t i = 0; i < count; i++) {
        body[i] = (uint8_t)draw(draw(2) ? 256 : 2);
    }
    if (draw(4)) {
        body[0] = KINDS[draw(sizeof KINDS)];
        count = body[0] == WRITE_CALIBRATION ? sizeof(struct write_calibration) : 1;
    }
    uint8_t before[8192];
    native_said(before, sizeof before);
    native_block(false);
    frame_send(body, count);
    return native_said(wire, LONGEST_FRAME + 2);
}

static uint16_t any_bytes(uint8_t *wire) {
    uint16_t count = (uint16_t)draw(200);
    for (uint16_t i = 0; i < count; i++) {
        wire[i] = (uint8_t)draw(256);
    }
    return count;
}

static void check(const char *what, bool well) {
    if (!well) {
        fprintf(stderr, "seed state %u: %s\n", (unsigned)state, what);
        abort();
    }
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "fuzz SEED ROUNDS\n");
        return 2;
    }
    state = (uint32_t)strtoul(arguments[1], NULL, 10) | 1;
    unsigned long rounds = strtoul(arguments[2], NULL, 10), said = 0;
    struct frame_reader reader;
    frame_restart(&reader);
    native_erase(0xFF);
    native_start(POWER_ON);
    for (unsigned long round = 0; round < rounds; round++) {
        uint8_t wire[256], back[8192];
        uint16_t length = draw(3) ? any_frame(wire) : any_bytes(wire);
        for (uint8_t damage = (uint8_t)draw(4); damage == 3 && length; damage--) {
            wire[draw(length)] ^= (uint8_t)(1 << draw(8));
        }
        if (draw(500) == 0) {
            native_start((uint8_t)draw(5));
            frame_restart(&reader);
        }
        native_eeprom()[draw(1024)] ^= draw(50) ? 0 : (uint8_t)draw(256);
        native_count((uint8_t)draw(CELLS), (int32_t)draw(1UL << 24) - (1L << 23));
        native_wire((uint8_t)draw(CELLS), (uint8_t)(draw(30) ? NATIVE_WHOLE : draw(3)));
        native_motion(draw(2), (int16_t)draw(65536), (int16_t)draw(65536), (int16_t)draw(65536));
        native_block(draw(20) == 0);
        native_hear(wire, length);
        native_run(500 * draw(60));
        uint16_t heard = native_said(back, sizeof back);
        for (uint16_t i = 0; i < heard; i++) {
            if (reader.count == 0 && !reader.began && back[i] == 0) {
                continue;
            }
            uint8_t body = frame_feed(&reader, back[i]);
            check("a frame that its own reader refuses", back[i] != 0 || body);
            check("a command in the scale's mouth", !body || reader.bytes[0] < FIRST_COMMAND);
            said += body != 0;
        }
    }
    printf("%lu rounds, %lu frames said\n", rounds, said);
    return 0;
}
