/* ATmega328P at 16 MHz and 5 V: Arduino Nano, Uno, Pro Mini. The pins are those of hw/wiring.md. */
#include <avr/boot.h>
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>
#include <util/delay.h>
#include <util/twi.h>

#include "hal.h"

#ifndef BAUD
#define BAUD 115200UL
#endif

#define CELL_PINS ((1 << CELLS_FITTED) - 1)
#define SCK_PORT PORTB   /* PB0..PB3: D8..D11 */
#define SCK_DIRECTION DDRB
#define DOUT_PORT PORTC  /* PC0..PC3: A0..A3 */
#define DOUT_PINS PINC
#define DOUT_DIRECTION DDRC
#define LINE_PORT PORTD  /* PD4, PD5: D4, D5; not PD2 and PD3, which a second UART or encoder may want */
#define LINE_PINS PIND
#define LINE_FIRST PD4
#define LINES 2

#define TICK_US 2000
#define STEADY_TICKS 5   /* 10 ms: a reed contact bounces for one or two */

static uint8_t reset_flags __attribute__((section(".noinit")));
static uint8_t loader_flags __attribute__((section(".noinit")));

static volatile uint32_t overflows;
static volatile uint32_t ready_us[CELLS];
static volatile uint8_t lines;
static volatile bool woken;

/* Both indices wrap by themselves. */
static volatile uint8_t to_send[256], send_head, send_tail;
static volatile uint8_t heard[256], heard_head, heard_tail;

/* Before anything else, because a watchdog that has bitten stays on. Optiboot clears MCUSR and hands it over in r2. */
void early(void) __attribute__((naked, used, section(".init3")));
void early(void) {
    __asm__ volatile("sts %0, r2" : "=m"(loader_flags));
    reset_flags = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

/* A bootloader before Optiboot 4.6 leaves in r2 whatever was there: only what one cause leaves behind is believed.
 * Flags add up. Power that rises passes the brown-out level, and may find the reset line low; a bootloader entered by
 * the reset line leaves itself by the watchdog. */
enum reset_cause hal_reset_cause(void) {
    switch (reset_flags ? reset_flags : loader_flags) {
    case _BV(PORF):
    case _BV(PORF) | _BV(BORF):
    case _BV(PORF) | _BV(BORF) | _BV(EXTRF):
        return POWER_ON;
    case _BV(EXTRF):
    case _BV(EXTRF) | _BV(WDRF):
        return EXTERNAL;
    case _BV(BORF):
        return BROWN_OUT;
    case _BV(WDRF):
        return WATCHDOG;
    default:
        return UNKNOWN;
    }
}

/* The factory's serial number of the chip: ten bytes of the signature row, folded into eight. */
void hal_scale_id(uint8_t id[SCALE_ID_BYTES]) {
    for (uint8_t i = 0; i < SCALE_ID_BYTES; i++) {
        id[i] = boot_signature_byte_get(0x0E + i);
    }
    id[0] ^= boot_signature_byte_get(0x16);
    id[1] ^= boot_signature_byte_get(0x17);
}

/* The two-wire bus by hand: pulled low as an output of 0, let go as an input. 100 kHz, which every chip follows. */
#define SDA _BV(PC4)
#define SCL _BV(PC5)
#define BYTE_PULSES 9

static void wire_low(uint8_t wire) {
    DOUT_DIRECTION |= wire;
    _delay_us(5);
}

static void wire_free(uint8_t wire) {
    DOUT_DIRECTION &= ~wire;
    _delay_us(5);
}

/* A chip that was left in the middle of a byte holds SDA low: clock out the rest of it, then STOP (I2C specification
 * UM10204, 3.1.16). Only while the hardware has let the wires go. */
static void bus_recover(void) {
    for (uint8_t pulse = 0; pulse < BYTE_PULSES && !(DOUT_PINS & SDA); pulse++) {
        wire_low(SCL);
        wire_free(SCL);
        if (DOUT_PINS & SDA) {
            wire_low(SCL);
            wire_low(SDA);
            wire_free(SCL);
            wire_free(SDA);
        }
    }
}

void hal_start(void) {
    SCK_DIRECTION |= CELL_PINS;
    DOUT_PORT |= CELL_PINS;   /* pull-ups: a converter that is not there reads as never ready */
    LINE_PORT |= 3 << LINE_FIRST;

    UCSR0A = _BV(U2X0);
    UBRR0 = (F_CPU + BAUD * 4) / (BAUD * 8) - 1;
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);

    TCCR1B = _BV(CS11);       /* half a microsecond a count */
    TIMSK1 = _BV(TOIE1);
    TCCR0A = _BV(WGM01);
    TCCR0B = _BV(CS02);       /* 16 us a count */
    OCR0A = TICK_US / 16 - 1;
    TIMSK0 = _BV(OCIE0A);
    PCICR = _BV(PCIE1);

    TWBR = 12;                /* 400 kHz; the pull-ups are on the module */
#ifdef ACCELEROMETER
    bus_recover();            /* a reset in the middle of a read has left a chip that still wants to say the rest */
#endif
    wdt_enable(WDTO_500MS);
    set_sleep_mode(SLEEP_MODE_IDLE);
    sei();
}

void hal_alive(void) {
    wdt_reset();
}

/* A byte sent or a timer run over is no reason to get up. */
void hal_sleep(void) {
    sleep_enable();
    cli();
    while (!woken) {
        sei();                /* takes effect after the next instruction: no interrupt slips in between */
        sleep_cpu();
        cli();
    }
    woken = false;
    sei();
    sleep_disable();
}

/* Time. */

ISR(TIMER1_OVF_vect) {
    overflows++;
}

uint32_t hal_now_us(void) {
    uint32_t high;
    uint16_t low;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        low = TCNT1;
        high = overflows;
        if (TIFR1 & _BV(TOV1) && low < 0x8000) {
            high++;
        }
    }
    return high << 15 | low >> 1;
}

/* The exit lane's inputs. */

ISR(TIMER0_COMPA_vect) {
    static uint8_t steady[LINES];
    for (uint8_t i = 0; i < LINES; i++) {
        bool closed = !(LINE_PINS & _BV(LINE_FIRST + i));
        if (closed == (lines >> i & 1)) {
            steady[i] = 0;
        } else if (++steady[i] == STEADY_TICKS) {
            steady[i] = 0;
            lines ^= 1 << i;
        }
    }
    woken = true;
}

uint8_t hal_lines(void) {
    return lines;
}

/* Converters. A pin's change interrupt is on from the end of one read until the next conversion is there,
 * so that the bits themselves cause none. */

ISR(PCINT1_vect) {
    uint8_t fallen = ~DOUT_PINS & PCMSK1;
    uint32_t now = hal_now_us();
    for (uint8_t cell = 0; cell < CELLS_FITTED; cell++) {
        if (fallen & _BV(cell)) {
            ready_us[cell] = now;
        }
    }
    PCMSK1 &= ~fallen;
    woken = true;
}

void hal_cell_await(uint8_t cell) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        PCMSK1 |= _BV(cell);
    }
}

bool hal_cell_ready(uint8_t cell, uint32_t *since_us) {
    bool low;
    /* A DOUT that fell between being sampled and being awaited would be stamped when it is next looked at. */
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        low = !(DOUT_PINS & _BV(cell));
        if (!low) {
            PCMSK1 |= _BV(cell);
        } else if (PCMSK1 & _BV(cell)) {
            ready_us[cell] = hal_now_us();
            PCMSK1 &= ~_BV(cell);
        }
        *since_us = ready_us[cell];
    }
    return low;
}

bool hal_cell_pulse(uint8_t cell) {
    /* The chip shifts by one place at a time: a table is quicker. */
    static const uint8_t BITS[CELLS] = {1, 2, 4, 8};
    uint8_t bit = BITS[cell], high = SCK_PORT | bit, low = high & ~bit, level;
    /* Only while PD_SCK is high: an interrupt that stretches it beyond 60 us powers the converter down. */
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        SCK_PORT = high;
        _delay_us(0.5);
        level = DOUT_PINS & bit;
        SCK_PORT = low;
    }
    _delay_us(0.5);
    return level;
}

void hal_cell_power(uint8_t cell, bool on) {
    if (on) {
        SCK_PORT &= ~_BV(cell);
    } else {
        SCK_PORT |= _BV(cell);
    }
}

/* The serial line. */

ISR(USART_RX_vect) {
    uint8_t byte = UDR0;
    if ((uint8_t)(heard_head + 1) != heard_tail) {
        heard[heard_head++] = byte;
    }
    woken = true;
}

ISR(USART_UDRE_vect) {
    if (send_head == send_tail) {
        UCSR0B &= ~_BV(UDRIE0);
    } else {
        UDR0 = to_send[send_tail++];
    }
}

bool hal_receive(uint8_t *byte) {
    if (heard_head == heard_tail) {
        return false;
    }
    *byte = heard[heard_tail++];
    return true;
}

bool hal_transmit(const uint8_t *wire, uint8_t count) {
    if ((uint8_t)(send_tail - send_head - 1) < count) {
        return false;
    }
    while (count--) {
        to_send[send_head++] = *wire++;
    }
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
        UCSR0B |= _BV(UDRIE0);
    }
    return true;
}

/* EEPROM. */

bool hal_eeprom_busy(void) {
    return !eeprom_is_ready();
}

uint8_t hal_eeprom_read(uint16_t address) {
    return eeprom_read_byte((const uint8_t *)address);
}

void hal_eeprom_write(uint16_t address, uint8_t byte) {
    eeprom_write_byte((uint8_t *)address, byte);
}

/* The two-wire bus. A byte takes 25 us; a chip that holds the clock down is given up after ten times that. */

static bool bus_step(uint8_t control) {
    TWCR = control | _BV(TWINT) | _BV(TWEN);
    for (uint8_t tries = 250; !(TWCR & _BV(TWINT)); tries--) {
        if (tries == 0) {
            return false;
        }
        _delay_us(1);
    }
    return true;
}

/* The hardware ends a STOP by itself, unless a chip holds the clock down. */
static bool bus_stop(void) {
    TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
    for (uint8_t tries = 250; TWCR & _BV(TWSTO); tries--) {
        if (tries == 0) {
            return false;
        }
        _delay_us(1);
    }
    return true;
}

static bool bus_began(void) {
    return bus_step(_BV(TWSTA)) && (TW_STATUS == TW_START || TW_STATUS == TW_REP_START);
}

/* True when the chip has acknowledged the byte, be it its address or data. */
static bool bus_send(uint8_t byte) {
    TWDR = byte;
    if (!bus_step(0)) {
        return false;
    }
    uint8_t status = TW_STATUS;
    return status == TW_MT_SLA_ACK || status == TW_MT_DATA_ACK || status == TW_MR_SLA_ACK;
}

static bool bus_end(bool well) {
    well = well && bus_stop();
    if (!well) {
        TWCR = 0;             /* lets both wires go, whatever state the bus is in */
        bus_recover();
    }
    return well;
}

static bool bus_select(uint8_t chip, uint8_t address) {
    return bus_began() && bus_send(chip << 1 | TW_WRITE) && bus_send(address);
}

bool hal_bus_write(uint8_t chip, uint8_t address, uint8_t byte) {
    return bus_end(bus_select(chip, address) && bus_send(byte));
}

bool hal_bus_read(uint8_t chip, uint8_t address, uint8_t *bytes, uint8_t count) {
    bool well = bus_select(chip, address) && bus_began() && bus_send(chip << 1 | TW_READ);
    while (well && count--) {
        well = bus_step(count ? _BV(TWEA) : 0);
        *bytes++ = TWDR;
    }
    return bus_end(well);
}
