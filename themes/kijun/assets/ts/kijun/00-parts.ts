// Comfort for every page; nothing here is needed to read. The files of this folder are joined in the order of
// their names into one script, so what one declares the later ones have.

// part runs a piece of comfort. Each looks for its elements and leaves when they are not there; what fails in one
// does not stop the others.
function part(run: () => void): void {
  try {
    run();
  } catch (error) {
    console.error(error);
  }
}
