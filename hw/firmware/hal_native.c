/* No board at all: the core on a desk computer, for unit tests and fuzzing. */
#include "hal_native.h"

#include <string.h>

#include "hal.h"
#include "scale.h"

#define STEP_US 500
#define PERIOD_US 12500
#define POWER_DOWN_US 60
#define SETTLING_CONVERSIONS 4
#define PULSES 25
#define EEPROM_BYTES 1024
#define EEPROM_WRITE_US 3400

struct converter {
    int32_t count;
    uint32_t bits;
    uint32_t ready_us;
    uint32_t off_since_us;
    uint8_t pulses;
    uint8_t to_settle;
    uint8_t wire;
    bool off;
};

static uint8_t eeprom[EEPROM_BYTES];
static uint32_t eeprom_ready_us;
static struct converter converters[CELLS_FITTED];
static uint32_t now_us;
static uint8_t cause;
static uint8_t lines;
static int16_t motion[3];
static bool motion_fitted;
static bool blocked;
static uint8_t heard[256], heard_head, heard_tail;
static uint8_t said[8192];
static uint16_t said_count;

void native_start(uint8_t reset_cause) {
    memset(converters, 0, sizeof converters);
    now_us = eeprom_ready_us = 0;
    cause = reset_cause;
    lines = 0;
    motion_fitted = blocked = false;
    heard_head = heard_tail = 0;
    said_count = 0;
    scale_start();
}

void native_erase(uint8_t byte) {
    memset(eeprom, byte, sizeof eeprom);
}

uint8_t *native_eeprom(void) {
    return eeprom;
}

static void convert(struct converter *converter) {
    if (converter->off || (converter->to_settle && --converter->to_settle)) {
        return;
    }
    converter->bits = (uint32_t)converter->count & 0xFFFFFF;
    converter->pulses = 0;
    converter->ready_us = now_us;
}

void native_run(uint32_t us) {
    for (uint32_t end = now_us + us; (int32_t)(end - now_us) > 0; ) {
        now_us += STEP_US;
        for (uint8_t cell = 0; cell < CELLS_FITTED && now_us % PERIOD_US == 0; cell++) {
            convert(&converters[cell]);
        }
        scale_turn();
    }
}

void native_count(uint8_t cell, int32_t count) {
    if (cell < CELLS_FITTED) {
        converters[cell].count = count;
    }
}

void native_wire(uint8_t cell, uint8_t wire) {
    if (cell < CELLS_FITTED) {
        converters[cell].wire = wire;
    }
}

void native_lines(uint8_t bits) {
    lines = bits;
}

void native_motion(bool fitted, int16_t x, int16_t y, int16_t z) {
    motion_fitted = fitted;
    motion[0] = x;
    motion[1] = y;
    motion[2] = z;
}

void native_hear(const uint8_t *wire, uint16_t count) {
    for (; count-- && (uint8_t)(heard_head + 1) != heard_tail; wire++) {
        heard[heard_head++] = *wire;
    }
}

uint16_t native_said(uint8_t *wire, uint16_t room) {
    uint16_t count = said_count < room ? said_count : room;
    memcpy(wire, said, count);
    memmove(said, said + count, said_count - count);
    said_count -= count;
    return count;
}

void native_block(bool block) {
    blocked = block;
}

/* What hal.h asks for. */

void hal_start(void) {
}

enum reset_cause hal_reset_cause(void) {
    return cause;
}

void hal_scale_id(uint8_t id[SCALE_ID_BYTES]) {
    memcpy(id, "NATIVE01", SCALE_ID_BYTES);
}

uint32_t hal_now_us(void) {
    return now_us;
}

void hal_alive(void) {
}

void hal_sleep(void) {
}

bool hal_transmit(const uint8_t *wire, uint8_t count) {
    if (blocked || sizeof said - said_count < count) {
        return false;
    }
    memcpy(said + said_count, wire, count);
    said_count += count;
    return true;
}

bool hal_receive(uint8_t *byte) {
    if (heard_head == heard_tail) {
        return false;
    }
    *byte = heard[heard_tail++];
    return true;
}

static bool level(const struct converter *converter) {
    switch (converter->wire) {
    case NATIVE_OPEN:
        return true;
    case NATIVE_SHORTED:
        return false;
    default:
        if (converter->off || converter->to_settle || converter->pulses >= PULSES) {
            return true;
        }
        return converter->pulses && converter->bits >> (24 - converter->pulses) & 1;
    }
}

void hal_cell_await(uint8_t cell) {
    (void)cell;
}

bool hal_cell_ready(uint8_t cell, uint32_t *since_us) {
    *since_us = converters[cell].wire == NATIVE_SHORTED ? now_us : converters[cell].ready_us;
    return !level(&converters[cell]);
}

bool hal_cell_pulse(uint8_t cell) {
    if (converters[cell].pulses < PULSES) {
        converters[cell].pulses++;
    }
    return level(&converters[cell]);
}

void hal_cell_power(uint8_t cell, bool on) {
    struct converter *converter = &converters[cell];
    if (!on) {
        converter->off = true;
        converter->off_since_us = now_us;
    } else if (converter->off && now_us - converter->off_since_us > POWER_DOWN_US) {
        converter->off = false;
        converter->to_settle = SETTLING_CONVERSIONS;
    }
}

uint8_t hal_lines(void) {
    return lines;
}

bool hal_eeprom_busy(void) {
    return (int32_t)(eeprom_ready_us - now_us) > 0;
}

uint8_t hal_eeprom_read(uint16_t address) {
    return eeprom[address];
}

void hal_eeprom_write(uint16_t address, uint8_t byte) {
    eeprom[address] = byte;
    eeprom_ready_us = now_us + EEPROM_WRITE_US;
}

bool hal_bus_write(uint8_t chip, uint8_t address, uint8_t byte) {
    (void)chip, (void)address, (void)byte;
    return motion_fitted;
}

bool hal_bus_read(uint8_t chip, uint8_t address, uint8_t *bytes, uint8_t count) {
    (void)chip, (void)address;
    for (uint8_t i = 0; motion_fitted && i + 1 < count; i += 2) {
        bytes[i] = (uint8_t)((uint16_t)motion[i / 2] >> 8);
        bytes[i + 1] = (uint8_t)motion[i / 2];
    }
    return motion_fitted;
}
