/* The handles of the board that is none: a test turns time, converters, lines and the serial line by them. */
#ifndef HAL_NATIVE_H
#define HAL_NATIVE_H

#include <stdbool.h>
#include <stdint.h>

/* What DOUT does. */
enum native_wire {
    NATIVE_WHOLE = 0,
    NATIVE_OPEN = 1,
    NATIVE_SHORTED = 2,
};

/* Power comes, or comes back; EEPROM keeps what it holds. */
void native_start(uint8_t reset_cause);
void native_erase(uint8_t byte);
uint8_t *native_eeprom(void);

/* Passes time in steps of half a millisecond; a conversion ends every 12.5 ms. */
void native_run(uint32_t us);
void native_count(uint8_t cell, int32_t count);
void native_wire(uint8_t cell, uint8_t wire);
void native_lines(uint8_t bits);
void native_motion(bool fitted, int16_t x, int16_t y, int16_t z);

/* Bytes for the scale; what it has no room for is lost, as on a UART. */
void native_hear(const uint8_t *wire, uint16_t count);
/* Takes what the scale has said. */
uint16_t native_said(uint8_t *wire, uint16_t room);
/* A line that takes no more: every frame is lost. */
void native_block(bool blocked);

#endif
