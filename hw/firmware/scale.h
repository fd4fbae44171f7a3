/* The scale: takes commands, sends samples. main() of a board is scale_start() and then scale_turn() for ever. */
#ifndef SCALE_H
#define SCALE_H

void scale_start(void);
void scale_turn(void);

#endif
