/* The accelerometer (MPU-6050 on the two-wire bus), averaged between samples. */
#ifndef MOTION_H
#define MOTION_H

#include <stdbool.h>
#include <stdint.h>

void motion_start(void);
void motion_poll(uint32_t now_us);

/* The mean since the last call in 1/16384 g; false when nothing was measured. */
bool motion_take(int16_t mean[3]);

#endif
