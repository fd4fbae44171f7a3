/* One HX711 converter: when to read it, whether to believe it, when to switch it off and on again. */
#ifndef HX711_H
#define HX711_H

#include <stdbool.h>
#include <stdint.h>

enum hx711_state {
    HX711_OFF,        /* PD_SCK is held high */
    HX711_SETTLING,   /* answers, but its filter is not full yet */
    HX711_LIVE,
    HX711_ABSENT,     /* no conversion in time, or only impossible ones */
};

struct hx711 {
    enum hx711_state state;
    uint32_t since_us;      /* of the last conversion, or of the last change of state */
    uint8_t to_drop;        /* conversions until settled */
    uint8_t bad_in_a_row;
    bool fresh;             /* a conversion that has not been taken yet */
    bool bad;
    int32_t count;
};

void hx711_start(struct hx711 *adc, uint8_t cell, uint32_t now_us);
void hx711_poll(struct hx711 *adc, uint8_t cell, uint32_t now_us);

#endif
