//! Writes a data set and prints what is in it: `generate s|m|l SEED DIR [deep]`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use lotrace_datasets::{Recipe, Scale, Shape, generate};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (scale, seed, dir) = match arguments.as_slice() {
        [scale, seed, dir, ..] => (scale.as_str(), seed.parse(), Path::new(dir)),
        _ => return usage(),
    };
    let scale = match scale {
        "s" => Scale::S,
        "m" => Scale::M,
        "l" => Scale::L,
        _ => return usage(),
    };
    let Ok(seed) = seed else { return usage() };
    let mut recipe = Recipe::new(scale, seed);
    if arguments.get(3).is_some_and(|shape| shape == "deep") {
        recipe.shape = Shape::Deep;
    }
    let start = Instant::now();
    match generate(&recipe, dir, &|_| {}) {
        Ok(summary) => {
            println!("{summary:#?}");
            println!("{:.2} s", start.elapsed().as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(6)
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: generate s|m|l SEED DIR [deep]");
    ExitCode::from(2)
}
