#include "scale.h"

#include <string.h>

#include "frame.h"
#include "hal.h"
#include "motion.h"
#include "record.h"
#include "sampling.h"

_Static_assert(sizeof(struct hello) == 19 && sizeof(struct sample) == 25, "the wire's layouts have no padding");

static struct frame_reader reader;
static uint16_t seq;
static bool streaming;

/* Every report has its number, also one that a full line loses: the cart counts the gap. */
static void report(void *body, uint8_t count) {
    struct ack *head = body;
    head->seq = seq++;
    frame_send(body, count);
}

static void say_hello(void) {
    struct hello hello = {
        .kind = HELLO,
        .protocol = PROTOCOL_VERSION,
        .firmware = {FIRMWARE_MAJOR, FIRMWARE_MINOR, FIRMWARE_PATCH},
        .cells = CELLS_FITTED,
        .reset_cause = hal_reset_cause(),
        .rate_hz = sampling_rate_hz(),
    };
    hal_scale_id(hello.scale_id);
    report(&hello, sizeof hello);
}

static void say_ack(uint8_t command) {
    struct ack ack = {.kind = ACK, .command = command};
    report(&ack, sizeof ack);
}

static void say_nak(uint8_t command, enum nak_reason reason) {
    struct nak nak = {.kind = NAK, .command = command, .reason = reason};
    report(&nak, sizeof nak);
}

static void say_pong(void) {
    struct pong pong = {.kind = PONG, .t_us = hal_now_us()};
    report(&pong, sizeof pong);
}

static void say_calibration(void) {
    struct calibration calibration = {.kind = CALIBRATION};
    if (record_read(calibration.record) == RECORD_BAD) {
        say_nak(READ_CALIBRATION, RECORD_DAMAGED);
    } else {
        report(&calibration, sizeof calibration);
    }
}

/* A command of a known kind and another length is not believed, whatever its CRC. */
static void obey(const uint8_t *body, uint8_t count) {
    if (body[0] < FIRST_COMMAND) {
        return;
    }
    if (body[0] <= WRITE_CALIBRATION && body[0] > FIRST_COMMAND &&
        count != (body[0] == WRITE_CALIBRATION ? sizeof(struct write_calibration) : 1)) {
        return;
    }
    switch (body[0]) {
    case GET_HELLO:
        say_hello();
        break;
    case PING:
        say_pong();
        break;
    case START:
        streaming = true;
        say_ack(START);
        break;
    case STOP:
        streaming = false;
        say_ack(STOP);
        break;
    case READ_CALIBRATION:
        say_calibration();
        break;
    case WRITE_CALIBRATION:
        record_write(body + 1);
        break;
    default:
        say_nak(body[0], UNKNOWN_COMMAND);
    }
}

/* While a record is being written (a quarter of a second) further commands wait: answers keep their order. */
static void hear(void) {
    uint8_t byte;
    for (;;) {
        switch (record_poll()) {
        case RECORD_BUSY:
            return;
        case RECORD_DONE:
            say_ack(WRITE_CALIBRATION);
            break;
        case RECORD_FAILED:
            say_nak(WRITE_CALIBRATION, WRITE_FAILED);
            break;
        case RECORD_IDLE:
            break;
        }
        if (!hal_receive(&byte)) {
            return;
        }
        uint8_t count = frame_feed(&reader, byte);
        if (count) {
            obey(reader.bytes, count);
        }
    }
}

static void weigh(void) {
    struct sample_motion both;
    if (!sampling_poll(hal_now_us(), &both.sample)) {
        return;
    }
    int16_t motion[3];
    bool moved = motion_take(motion);
    if (moved) {
        memcpy(both.motion, motion, sizeof motion);
    }
    both.sample.kind = moved ? SAMPLE_MOTION : SAMPLE;
    if (streaming) {
        report(&both, moved ? sizeof both : sizeof both.sample);
    }
}

void scale_start(void) {
    static const uint8_t end_of_noise = 0;
    hal_start();
    frame_restart(&reader);
    seq = 0;
    streaming = false;
    record_start();
    motion_start();
    sampling_start(hal_now_us());
    /* Starting made noise on the line, or cut a frame short: the zero ends that. */
    hal_transmit(&end_of_noise, 1);
    say_hello();
}

void scale_turn(void) {
    hal_alive();
    hear();
#ifdef ACCELEROMETER
    motion_poll(hal_now_us());
#endif
    weigh();
}
