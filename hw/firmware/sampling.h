/* Puts the converters' readings together into samples: one for every conversion of the slowest of them. */
#ifndef SAMPLING_H
#define SAMPLING_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"

void sampling_start(uint32_t now_us);

/* True when a sample is complete: kind and seq are left to whoever sends it. */
bool sampling_poll(uint32_t now_us, struct sample *sample);

/* Samples a second, as measured; before there is a measurement, what the boards are wired for. */
uint16_t sampling_rate_hz(void);

#endif
