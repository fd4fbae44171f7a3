/* The frames between the scale and the cart: firmware_bridge/protocol.py says the same, and a test compares them.
 *
 * On the wire a frame is COBS(body, CRC-32 of the body) and a zero byte; numbers are little-endian. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdint.h>

#define PROTOCOL_VERSION 1
#define FIRMWARE_MAJOR 1
#define FIRMWARE_MINOR 0
#define FIRMWARE_PATCH 0

#define CELLS 4
#define CALIBRATION_BYTES 64
#define SCALE_ID_BYTES 8
#define NO_READING INT32_MIN
#define COUNTS_MIN (-8388608L)
#define COUNTS_MAX 8388607L
#define SATURATED_BIT 0
#define BAD_READ_BIT 4

enum kind {
    HELLO = 0x01,
    SAMPLE = 0x02,
    PONG = 0x03,
    ACK = 0x04,
    NAK = 0x05,
    CALIBRATION = 0x06,
    SAMPLE_MOTION = 0x07,
    GET_HELLO = 0x41,
    PING = 0x42,
    START = 0x43,
    STOP = 0x44,
    READ_CALIBRATION = 0x45,
    WRITE_CALIBRATION = 0x46,
};
#define FIRST_COMMAND 0x40

enum reset_cause {
    UNKNOWN = 0,
    POWER_ON = 1,
    EXTERNAL = 2,
    BROWN_OUT = 3,
    WATCHDOG = 4,
};

enum nak_reason {
    UNKNOWN_COMMAND = 1,
    WRITE_FAILED = 2,
    RECORD_DAMAGED = 3,
};

#define PACKED __attribute__((packed))

struct PACKED hello {
    uint8_t kind;
    uint16_t seq;
    uint8_t protocol;
    uint8_t firmware[3];
    uint8_t scale_id[SCALE_ID_BYTES];
    uint8_t cells;
    uint8_t reset_cause;
    uint16_t rate_hz;
};

struct PACKED sample {
    uint8_t kind;
    uint16_t seq;
    uint32_t t_us;
    int32_t counts[CELLS];
    uint8_t flags;
    uint8_t lines;
};

struct PACKED sample_motion {
    struct sample sample;
    int16_t motion[3];
};

struct PACKED pong {
    uint8_t kind;
    uint16_t seq;
    uint32_t t_us;
};

struct PACKED ack {
    uint8_t kind;
    uint16_t seq;
    uint8_t command;
};

struct PACKED nak {
    uint8_t kind;
    uint16_t seq;
    uint8_t command;
    uint8_t reason;
};

struct PACKED calibration {
    uint8_t kind;
    uint16_t seq;
    uint8_t record[CALIBRATION_BYTES];
};

struct PACKED write_calibration {
    uint8_t kind;
    uint8_t record[CALIBRATION_BYTES];
};

#define CRC_BYTES 4
#define LONGEST_FRAME (sizeof(struct calibration) + CRC_BYTES)

#endif
