#include "hal.h"
#include "scale.h"

int main(void) {
    scale_start();
    for (;;) {
        scale_turn();
        hal_sleep();
    }
}
