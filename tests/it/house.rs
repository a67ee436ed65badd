//! The house itself: which room imports which, read from the sources. The order of the rooms is the table in
//! `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

use crate::common::project;

/// Most lines of a file, tests apart.
const MOST_LINES: usize = 300;

/// Most files that import each other in a circle.
const LARGEST_CIRCLE: usize = 3;

/// Words in which files of tests are named.
const TESTS: [&str; 2] = ["tests.rs", "_tests.rs"];

/// A module by its path inside the crate: `["query", "select"]`.
type Module = Vec<String>;

/// One source file.
struct Source {
    path: PathBuf,
    text: String,
    module: Module,
    file: syn::File,
}

/// Every source of the crate that is no test.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut waiting = vec![project().join("src")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".rs") && !TESTS.iter().any(|test| name.ends_with(test)) {
                let text = fs::read_to_string(&path).expect("a source");
                let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.push(Source { module: module_of(&path), path, text, file });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn module_of(path: &Path) -> Module {
    let inside = path.strip_prefix(project().join("src")).expect("a source").with_extension("");
    let mut module: Module = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib" || last == "main") {
        module.pop();
    }
    module
}

/// What a file imports or names by its path, from this crate.
struct Paths<'a> {
    here: Module,
    modules: &'a BTreeSet<Module>,
    found: Vec<Module>,
    /// What it hands on under a name of its own: the name, and what stands behind it.
    doors: Vec<(String, Module)>,
}

impl Paths<'_> {
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let (mut base, mut rest) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "super" | "self" => (self.here.clone(), path),
            first => {
                let own = [self.here.as_slice(), &[first.to_owned()]].concat();
                (self.modules.contains(&own).then(|| self.here.clone())?, path)
            }
        };
        while let Some(first) = rest.first().filter(|first| *first == "super" || *first == "self") {
            if first == "super" {
                base.pop();
            }
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String], is_door: bool) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(path.ident.to_string()), is_door),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before, is_door)),
            syn::UseTree::Name(name) => self.leaf(&with(name.ident.to_string()), name.ident.to_string(), is_door),
            syn::UseTree::Rename(name) => self.leaf(&with(name.ident.to_string()), name.rename.to_string(), is_door),
            syn::UseTree::Glob(_) => self.leaf(before, "*".to_owned(), is_door),
        }
    }

    fn leaf(&mut self, path: &[String], name: String, is_door: bool) {
        let Some(path) = self.absolute(path) else { return };
        if is_door { self.doors.push((name, path)) } else { self.found.push(path) }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(it) => &it.attrs,
            syn::Item::Fn(it) => &it.attrs,
            syn::Item::Use(it) => &it.attrs,
            syn::Item::Impl(it) => &it.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        let is_of = |attribute: &syn::Attribute| {
            let text = attribute.meta.require_list().map(|list| list.tokens.to_string()).unwrap_or_default();
            attribute.path().is_ident("cfg") && (text == "test" || text == "doc")
        };
        if !attributes.iter().any(is_of) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[], !matches!(item.vis, syn::Visibility::Inherited));
    }

    /// `pub(in …)` names who may look, which is no import.
    fn visit_visibility(&mut self, _visibility: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Module = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.found.extend(self.absolute(&names).filter(|_| names.len() > 1));
        syn::visit::visit_path(self, path);
    }
}

/// The files that each file needs. What a door hands on leads to the file in which it is defined.
fn imports(sources: &[Source]) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules: BTreeSet<Module> = sources.iter().map(|source| source.module.clone()).collect();
    let read = |source: &Source| {
        let (here, modules) = (source.module.clone(), &modules);
        let mut paths = Paths { here, modules, found: Vec::new(), doors: Vec::new() };
        paths.visit_file(&source.file);
        (source.module.clone(), paths)
    };
    let files: BTreeMap<Module, Paths<'_>> = sources.iter().filter(|it| !it.module.is_empty()).map(read).collect();
    let needed = |(module, paths): (&Module, &Paths<'_>)| {
        let mut found: BTreeSet<Module> = paths.found.iter().filter_map(|path| definer(&files, path, 0)).collect();
        found.remove(module);
        (module.clone(), found)
    };
    files.iter().map(needed).collect()
}

fn definer(files: &BTreeMap<Module, Paths<'_>>, path: &Module, depth: usize) -> Option<Module> {
    let length = (1..=path.len()).rev().find(|&length| files.contains_key(&path[..length]))?;
    let module = &path[..length];
    let door = path.get(length).and_then(|name| files[module].doors.iter().find(|(known, _)| known == name));
    match door {
        Some((_, behind)) if depth < 9 => definer(files, behind, depth + 1).or_else(|| Some(module.to_vec())),
        _ => Some(module.to_vec()),
    }
}

/// Groups of files that import each other, by way of others too: Tarjan's strongly connected components, found here
/// as those that reach one another, which is quick enough for a few hundred files.
fn circles(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<BTreeSet<&Module>> {
    let reach = |from: &Module| {
        let (mut reached, mut waiting) = (BTreeSet::new(), vec![from]);
        while let Some(next) = waiting.pop() {
            for to in imports.get(next).into_iter().flatten() {
                if reached.insert(to) {
                    waiting.push(to);
                }
            }
        }
        reached
    };
    let reached: BTreeMap<&Module, BTreeSet<&Module>> = imports.keys().map(|module| (module, reach(module))).collect();
    let mut found: Vec<BTreeSet<&Module>> = Vec::new();
    for (module, all) in &reached {
        let circle: BTreeSet<&Module> = all.iter().copied().filter(|other| reached[other].contains(module)).collect();
        if circle.len() > 1 {
            found.push(circle);
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The rooms from the top down, floor by floor, as the table in `src/lib.rs` has them.
fn floors() -> Vec<Vec<String>> {
    let text = fs::read_to_string(project().join("src/lib.rs")).expect("the library");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    let floor = |row: &str| {
        let cell = row.split('|').next().unwrap_or_default();
        let names = cell.split('`').filter(|name| name.chars().all(|it| it.is_ascii_lowercase()) && !name.is_empty());
        names.map(str::to_owned).collect()
    };
    rows.map(floor).collect()
}

#[test]
fn rooms_import_only_from_rooms_below() {
    let floors = floors();
    let height = |room: &str| floors.iter().rev().position(|floor| floor.iter().any(|known| known == room));
    let mut wrong = Vec::new();
    for (module, needed) in imports(&sources()) {
        let own = height(&module[0]).unwrap_or_else(|| panic!("the table in src/lib.rs lacks the room {}", module[0]));
        let upward = needed.iter().filter(|to| to[0] != module[0] && height(&to[0]).is_none_or(|other| other >= own));
        wrong.extend(upward.map(|to| format!("{} imports {}", module.join("::"), to.join("::"))));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_circle_of_imports_is_large() {
    let imports = imports(&sources());
    let arrows = |circle: &BTreeSet<&Module>| -> Vec<String> {
        let inside = |from: &Module| imports[from].iter().filter(|to| circle.contains(to)).cloned().collect::<Vec<_>>();
        let arrow = |from: &Module, to: &Module| format!("{} imports {}", from.join("::"), to.join("::"));
        circle.iter().flat_map(|from| inside(from).into_iter().map(move |to| arrow(from, &to))).collect()
    };
    let large: Vec<Vec<String>> =
        circles(&imports).iter().filter(|circle| circle.len() > LARGEST_CIRCLE).map(arrows).collect();
    assert!(large.is_empty(), "{large:#?}");
}

#[test]
fn files_are_short() {
    let long = |source: &Source| (source.text.lines().count() > MOST_LINES).then(|| source.path.clone());
    assert_eq!(sources().iter().filter_map(long).collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn the_catalogue_has_methods_in_its_own_room_only() {
    struct Owners(bool);
    impl<'ast> Visit<'ast> for Owners {
        fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
            let syn::Type::Path(owner) = &*item.self_ty else { return };
            self.0 |= owner.path.segments.last().is_some_and(|last| last.ident == "Catalog");
        }
    }
    let has_methods = |source: &Source| {
        let mut owners = Owners(false);
        owners.visit_file(&source.file);
        (owners.0 && source.module[0] != "catalog").then(|| source.path.clone())
    };
    assert_eq!(sources().iter().filter_map(has_methods).collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn only_the_room_of_http_and_the_commands_know_axum() {
    let knows = |source: &Source| {
        let may = source.module.first().is_some_and(|room| room == "web" || room == "cli");
        (!may && source.text.contains("axum::")).then(|| source.path.clone())
    };
    assert_eq!(sources().iter().filter_map(knows).collect::<Vec<_>>(), Vec::<PathBuf>::new());
}
