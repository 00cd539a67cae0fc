/** Milliseconds that each answer is late by, as from a region some hundred kilometres away. */
export const delay = 20

/** Likewise, from one on the next continent but one. */
export const longDelay = 30
