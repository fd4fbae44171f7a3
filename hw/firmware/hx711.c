#include "hx711.h"

#include "hal.h"

/* Datasheet: settled after four conversions from power-up; powered down by PD_SCK high for 60 us. */
#define SETTLING_CONVERSIONS 4
#define OFF_US 100

/* No HX711 converts this fast (80 a second, and its oscillator is good to some percent): what is ready
 * sooner is a DOUT stuck low, and reading that as fast as it claims to be ready would flood the line. */
#define SHORTEST_PERIOD_US 10000UL

/* Longer than a period at 10 samples a second, so that a board whose RATE pin was forgotten still weighs. */
#define TIMEOUT_US 130000UL

/* Settled at 10 samples a second takes 400 ms: ask an absent converter less often than that. */
#define RETRY_US 1000000UL

#define BAD_READS_ALLOWED 3

static void enter(struct hx711 *adc, enum hx711_state state, uint32_t now_us) {
    adc->state = state;
    adc->since_us = now_us;
}

void hx711_start(struct hx711 *adc, uint8_t cell, uint32_t now_us) {
    hal_cell_power(cell, false);
    adc->fresh = adc->bad = false;
    adc->bad_in_a_row = 0;
    adc->count = 0;
    enter(adc, HX711_OFF, now_us);
}

/* 25 pulses: 24 bits, the highest first, and one that selects channel A at gain 128 for the next conversion.
 * After that one DOUT must be high; a low one means that bits were lost or that DOUT is shorted. */
static bool read(uint8_t cell, int32_t *count) {
    uint32_t bits = 0;
    for (uint8_t i = 0; i < 24; i++) {
        bits = bits << 1 | hal_cell_pulse(cell);
    }
    *count = bits & 0x800000 ? (int32_t)(bits | 0xFF000000) : (int32_t)bits;
    return hal_cell_pulse(cell);
}

static void convert(struct hx711 *adc, uint8_t cell, uint32_t ready_us) {
    adc->since_us = ready_us;
    adc->bad = !read(cell, &adc->count);
    hal_cell_await(cell);
    if (adc->bad && ++adc->bad_in_a_row == BAD_READS_ALLOWED) {
        adc->bad_in_a_row = 0;
        enter(adc, HX711_ABSENT, ready_us);
        return;
    }
    if (!adc->bad) {
        adc->bad_in_a_row = 0;
    }
    if (adc->state == HX711_SETTLING && --adc->to_drop == 0) {
        adc->state = HX711_LIVE;
    } else if (adc->state == HX711_LIVE) {
        adc->fresh = true;
    }
}

void hx711_poll(struct hx711 *adc, uint8_t cell, uint32_t now_us) {
    uint32_t waited = now_us - adc->since_us, ready_us;
    switch (adc->state) {
    case HX711_OFF:
        if (waited >= OFF_US) {
            hal_cell_power(cell, true);
            hal_cell_await(cell);
            adc->to_drop = SETTLING_CONVERSIONS;
            enter(adc, HX711_SETTLING, now_us);
        }
        break;
    case HX711_ABSENT:
        if (waited >= RETRY_US) {
            hx711_start(adc, cell, now_us);
        }
        break;
    case HX711_SETTLING:
    case HX711_LIVE:
        if (waited >= SHORTEST_PERIOD_US && hal_cell_ready(cell, &ready_us)) {
            convert(adc, cell, ready_us);
        } else if (waited >= (adc->state == HX711_LIVE ? TIMEOUT_US : RETRY_US)) {
            enter(adc, HX711_ABSENT, now_us);
        }
        break;
    }
}
