#include "sampling.h"

#include "hal.h"
#include "hx711.h"

#define NOMINAL_RATE_HZ 80
#define RATE_OVER_SAMPLES 32

/* Without one working converter a sample of bad reads says that the scale itself is alive. */
#define SIGN_OF_LIFE_US 100000UL

static struct hx711 adcs[CELLS_FITTED];
static uint32_t last_us;
static uint32_t counted_from_us;
static uint8_t counted;
static uint16_t rate_hz;

void sampling_start(uint32_t now_us) {
    for (uint8_t cell = 0; cell < CELLS_FITTED; cell++) {
        hx711_start(&adcs[cell], cell, now_us);
    }
    last_us = now_us;
    counted = 0;
    rate_hz = NOMINAL_RATE_HZ;
}

/* A converter that is absent or settling does not hold up the others. */
static bool complete(uint32_t now_us) {
    bool any = false;
    for (uint8_t cell = 0; cell < CELLS_FITTED; cell++) {
        if (adcs[cell].state == HX711_LIVE && !adcs[cell].fresh) {
            return false;
        }
        any |= adcs[cell].fresh;
    }
    return any || now_us - last_us >= SIGN_OF_LIFE_US;
}

static void measure_rate(bool real, uint32_t t_us) {
    if (!real) {
        counted = 0;
        return;
    }
    if (counted == 0) {
        counted_from_us = t_us;
    }
    if (counted++ == RATE_OVER_SAMPLES) {
        uint32_t took = t_us - counted_from_us;
        rate_hz = (uint16_t)((RATE_OVER_SAMPLES * 1000000UL + took / 2) / took);
        counted = 0;
    }
}

bool sampling_poll(uint32_t now_us, struct sample *sample) {
    for (uint8_t cell = 0; cell < CELLS_FITTED; cell++) {
        hx711_poll(&adcs[cell], cell, now_us);
    }
    if (!complete(now_us)) {
        return false;
    }
    bool real = false;
    sample->flags = 0;
    for (uint8_t cell = 0; cell < CELLS; cell++) {
        sample->counts[cell] = 0;
    }
    sample->t_us = now_us;
    uint32_t youngest = UINT32_MAX;
    for (uint8_t cell = 0; cell < CELLS_FITTED; cell++) {
        struct hx711 *adc = &adcs[cell];
        if (!adc->fresh || adc->bad) {
            sample->counts[cell] = NO_READING;
            sample->flags |= 1 << (BAD_READ_BIT + cell);
        } else {
            sample->counts[cell] = adc->count;
            if (adc->count == COUNTS_MIN || adc->count == COUNTS_MAX) {
                sample->flags |= 1 << (SATURATED_BIT + cell);
            }
        }
        if (adc->fresh && now_us - adc->since_us < youngest) {
            youngest = now_us - adc->since_us;
            sample->t_us = adc->since_us;
            real = true;
        }
        adc->fresh = false;
    }
    last_us = now_us;
    sample->lines = hal_lines();
    measure_rate(real, sample->t_us);
    return true;
}

uint16_t sampling_rate_hz(void) {
    return rate_hz;
}
