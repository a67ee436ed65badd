//! From a file to a checked recipe.

use std::path::Path;

use super::Recipe;
use super::assemble::assemble;
use super::error::RecipeError;
use super::form::RecipeForm;

impl Recipe {
    /// Reads and checks a recipe.
    ///
    /// # Errors
    /// When the file cannot be read, is no recipe, names what does not exist, or contradicts itself.
    pub fn load(path: &Path) -> Result<Recipe, RecipeError> {
        let shown = path.display().to_string();
        if !path.exists() {
            let message = format!("there is no recipe at `{shown}`");
            return Err(RecipeError::without_text(message, "a recipe is a TOML file, such as data/france/recipe.toml"));
        }
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("the recipe `{shown}` cannot be read: {error}");
            RecipeError::without_text(message, "name the recipe file itself; it has to be UTF-8 text")
        })?;
        Recipe::parse(path, &text)
    }

    /// Checks the text of a recipe that is or will be at `path`.
    ///
    /// # Errors
    /// When it is no recipe, names what does not exist, or contradicts itself.
    pub fn parse(path: &Path, text: &str) -> Result<Recipe, RecipeError> {
        let shown = path.display().to_string();
        let form = toml::from_str(text).map_err(|error| RecipeError::from_toml(&shown, text, &error))?;
        assemble(path, &form).map_err(|mut faults| {
            faults.sort_by_key(|fault| fault.place.as_ref().map(|place| place.start));
            let first = faults.remove(0);
            RecipeError::new(&shown, text, first, faults)
        })
    }

    /// The JSON schema of recipe files, for editors.
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(RecipeForm).to_value()
    }
}
