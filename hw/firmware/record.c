#include "record.h"

#include <string.h>

#include "frame.h"
#include "hal.h"

#define RECORD_VERSION 1

/* Two places in turn: a power cut in the middle of a write leaves the record from before. */
#define PLACES 2
#define FIRST_PLACE 0x20
#define PLACE_BYTES 0x50

struct PACKED kept {
    uint8_t version;
    uint8_t turn;
    uint8_t record[CALIBRATION_BYTES];
    uint32_t crc;
};

static struct kept writing;
static uint16_t place;
static uint8_t written;
static bool busy;

static uint32_t crc_of(const struct kept *kept) {
    const uint8_t *bytes = (const uint8_t *)kept;
    uint32_t crc = CRC32_START;
    for (uint8_t i = 0; i < sizeof *kept - CRC_BYTES; i++) {
        crc = crc32_add(crc, bytes[i]);
    }
    return CRC32_END(crc);
}

/* EEPROM is blank as 0xFF from the factory, and as 0x00 where an image of it was loaded. */
static enum record_found look(uint8_t which, struct kept *kept) {
    uint8_t *bytes = (uint8_t *)kept;
    uint8_t all_set = 0xFF, any_set = 0;
    for (uint8_t i = 0; i < sizeof *kept; i++) {
        bytes[i] = hal_eeprom_read(FIRST_PLACE + which * PLACE_BYTES + i);
        all_set &= bytes[i];
        any_set |= bytes[i];
    }
    if (all_set == 0xFF || any_set == 0) {
        return RECORD_NONE;
    }
    return kept->version == RECORD_VERSION && kept->crc == crc_of(kept) ? RECORD_GOOD : RECORD_BAD;
}

/* Returns what was found and, if a record is good, where and which turn it was. */
static enum record_found newest(struct kept *kept, uint8_t *where) {
    enum record_found found = RECORD_NONE;
    for (uint8_t which = 0; which < PLACES; which++) {
        struct kept here;
        enum record_found looked = look(which, &here);
        if (looked == RECORD_GOOD) {
            if (found != RECORD_GOOD || (int8_t)(here.turn - kept->turn) > 0) {
                *kept = here;
                *where = which;
            }
            found = RECORD_GOOD;
        } else if (looked == RECORD_BAD && found == RECORD_NONE) {
            found = RECORD_BAD;
        }
    }
    return found;
}

void record_start(void) {
    busy = false;
}

enum record_found record_read(uint8_t record[CALIBRATION_BYTES]) {
    struct kept kept;
    uint8_t where;
    enum record_found found = newest(&kept, &where);
    if (found == RECORD_GOOD) {
        memcpy(record, kept.record, CALIBRATION_BYTES);
    } else {
        memset(record, 0xFF, CALIBRATION_BYTES);
    }
    return found;
}

void record_write(const uint8_t record[CALIBRATION_BYTES]) {
    uint8_t where;
    if (newest(&writing, &where) != RECORD_GOOD) {
        writing.turn = 0;
        where = PLACES - 1;
    }
    writing.version = RECORD_VERSION;
    writing.turn++;
    memcpy(writing.record, record, CALIBRATION_BYTES);
    writing.crc = crc_of(&writing);
    place = FIRST_PLACE + (where + 1) % PLACES * PLACE_BYTES;
    written = 0;
    busy = true;
}

enum record_written record_poll(void) {
    if (!busy) {
        return RECORD_IDLE;
    }
    const uint8_t *bytes = (const uint8_t *)&writing;
    while (!hal_eeprom_busy()) {
        if (written == sizeof writing) {
            struct kept kept;
            busy = false;
            look((place - FIRST_PLACE) / PLACE_BYTES, &kept);
            return memcmp(&kept, &writing, sizeof kept) == 0 ? RECORD_DONE : RECORD_FAILED;
        }
        /* A byte that is there already costs no wear and no time. */
        if (hal_eeprom_read(place + written) != bytes[written]) {
            hal_eeprom_write(place + written, bytes[written]);
        }
        written++;
    }
    return RECORD_BUSY;
}
