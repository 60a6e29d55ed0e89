{"do":"count"}
