use crate::atlas::LayerView;
use crate::gazetteer::{CodeScheme, LayerKind};

/// What is wrong with the codes of a layer and the ids made of them: the feature, and why. The first few.
pub(super) fn faults<D: AsRef<[u8]>>(layer: &LayerView<'_, D>, most: usize) -> Vec<(Option<String>, String)> {
    let record = layer.record();
    // Lines have no codes, and label points those of the territories that they label.
    if record.layer.kind == LayerKind::Lines || record.labels_of.is_some() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let order: Vec<u32> = layer.by_code(None).collect();
    if order.len() != layer.len() {
        faults.push((None, format!("{} features are in the order of codes, not {}", order.len(), layer.len())));
    }
    for pair in order.windows(2) {
        let [one, next] = [pair[0], pair[1]].map(|feature| layer.text(0, feature));
        if one >= next {
            faults.push((one.map(str::to_owned), "its code does not come before the next one".to_owned()));
        }
    }
    let scheme = match CodeScheme::parse(&record.id_pattern) {
        Ok(scheme) => Some(scheme),
        Err(_) if record.id_pattern.is_empty() => None,
        Err(error) => {
            faults.push((None, format!("the pattern of its ids cannot be used: {error}")));
            None
        }
    };
    for (feature, id) in (0..).zip(layer.ids()) {
        let Some(code) = layer.text(0, feature) else {
            faults.push((Some(format!("with id {id}")), "it has no code".to_owned()));
            continue;
        };
        match scheme.as_ref().map(|scheme| scheme.id(code)) {
            Some(Ok(right)) if right != id.get() => {
                faults.push((Some(code.to_owned()), format!("its id is {id}, not {right}")));
            }
            Some(Err(error)) => faults.push((Some(code.to_owned()), error.to_string())),
            _ => {}
        }
    }
    faults.truncate(most);
    faults
}
