/* What a board has to offer. hal_avr.c is the ATmega328P, hal_native.c a desk computer without one. */
#ifndef HAL_H
#define HAL_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

#ifdef ONE_ADC
#define CELLS_FITTED 1
#else
#define CELLS_FITTED 4
#endif

void hal_start(void);
enum reset_cause hal_reset_cause(void);
void hal_scale_id(uint8_t id[SCALE_ID_BYTES]);

/* Microseconds since the start; wraps after 71 minutes. */
uint32_t hal_now_us(void);

/* Tell the watchdog that the main loop turns; without it the board restarts after half a second. */
void hal_alive(void);

/* Wait for an interrupt; at most some milliseconds. */
void hal_sleep(void);

/* Whole or not at all: false when the line is too slow for what it is given. */
bool hal_transmit(const uint8_t *wire, uint8_t count);
bool hal_receive(uint8_t *byte);

/* From now on note when DOUT falls; called when a read has left it high. */
void hal_cell_await(uint8_t cell);

/* DOUT is low, and since when. */
bool hal_cell_ready(uint8_t cell, uint32_t *since_us);

/* One pulse of PD_SCK, high for 0.2 to 50 us whatever interrupts are due; returns DOUT after the rising edge. */
bool hal_cell_pulse(uint8_t cell);

/* Hold PD_SCK high (60 us of it power the converter down) or let it go. */
void hal_cell_power(uint8_t cell, bool on);

/* The exit lane's two inputs, debounced, as bits 0 and 1; a contact closed to ground is 1. */
uint8_t hal_lines(void);

bool hal_eeprom_busy(void);
uint8_t hal_eeprom_read(uint16_t address);
/* Starts a write that lasts some milliseconds; only when not busy. */
void hal_eeprom_write(uint16_t address, uint8_t byte);

/* Registers of a chip on the two-wire bus; false when it does not answer, within a millisecond. */
bool hal_bus_write(uint8_t chip, uint8_t address, uint8_t byte);
bool hal_bus_read(uint8_t chip, uint8_t address, uint8_t *bytes, uint8_t count);

#endif
