/* Tables that stay in flash on a chip whose flash and RAM are two address spaces. */
#ifndef PROGMEM_H
#define PROGMEM_H

#ifdef __AVR__
#include <avr/pgmspace.h>
#define IN_FLASH PROGMEM
#define FLASH_U32(pointer) pgm_read_dword(pointer)
#else
#define IN_FLASH
#define FLASH_U32(pointer) (*(pointer))
#endif

#endif
