/* The calibration record in EEPROM. What its 64 bytes mean is the cart's business; here they are only kept. */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>

#include "protocol.h"

enum record_found {
    RECORD_NONE,
    RECORD_GOOD,
    RECORD_BAD,    /* something is there, and it is not what was written */
};

enum record_written {
    RECORD_IDLE,
    RECORD_BUSY,
    RECORD_DONE,
    RECORD_FAILED,
};

void record_start(void);

/* The newest record; without one, 64 bytes of 0xFF. */
enum record_found record_read(uint8_t record[CALIBRATION_BYTES]);

/* Begins to write; record_poll() carries on, a byte every few milliseconds, while the scale goes on weighing. */
void record_write(const uint8_t record[CALIBRATION_BYTES]);
enum record_written record_poll(void);

#endif
