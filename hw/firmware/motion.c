#include "motion.h"

#include "hal.h"

/* Register map RM-MPU-6000A-00. At +-2 g one count is 1/16384 g, which is what goes over the wire. */
#define CHIP 0x68
#define CONFIG 0x1A
#define CONFIG_44_HZ 0x03   /* above the 3 to 40 Hz of a rolling cart, below half the reading rate */
#define ACCEL_CONFIG 0x1C
#define ACCEL_CONFIG_2_G 0x00
#define ACCEL_XOUT_H 0x3B
#define PWR_MGMT_1 0x6B
#define PWR_MGMT_1_WAKE 0x01

#define PERIOD_US 2000UL
#define RETRY_US 1000000UL

static bool awake;
static uint32_t next_us;
static int32_t sums[3];
static int16_t readings;

static void forget(void) {
    sums[0] = sums[1] = sums[2] = 0;
    readings = 0;
}

void motion_start(void) {
    awake = false;
    next_us = hal_now_us();
    forget();
}

static bool wake(void) {
    return hal_bus_write(CHIP, PWR_MGMT_1, PWR_MGMT_1_WAKE) && hal_bus_write(CHIP, CONFIG, CONFIG_44_HZ) &&
           hal_bus_write(CHIP, ACCEL_CONFIG, ACCEL_CONFIG_2_G);
}

void motion_poll(uint32_t now_us) {
    if ((int32_t)(now_us - next_us) < 0) {
        return;
    }
    if (!awake) {
        awake = wake();
        next_us = now_us + (awake ? PERIOD_US : RETRY_US);
        return;
    }
    next_us = now_us + PERIOD_US;
    uint8_t bytes[6];
    if (!hal_bus_read(CHIP, ACCEL_XOUT_H, bytes, sizeof bytes)) {
        awake = false;
        forget();
        return;
    }
    for (uint8_t axis = 0; axis < 3; axis++) {
        sums[axis] += (int16_t)((uint16_t)bytes[2 * axis] << 8 | bytes[2 * axis + 1]);
    }
    readings++;
}

bool motion_take(int16_t mean[3]) {
    if (readings == 0) {
        return false;
    }
    for (uint8_t axis = 0; axis < 3; axis++) {
        int32_t half = sums[axis] < 0 ? -(readings / 2) : readings / 2;
        mean[axis] = (int16_t)((sums[axis] + half) / readings);
    }
    forget();
    return true;
}
