<?php
// Runs the plugin once: reads a job as JSON from the standard input, prints what came of it.

require __DIR__ . '/stubs.php';

$job     = json_decode( stream_get_contents( STDIN ), true );
$plugin  = $argv[1];
$site    = array_merge( $site, $job['site'] ?? array() );
$outcome = array();

error_reporting( E_ALL );
set_error_handler(
	function ( $level, $message, $file, $line ) {
		throw new ErrorException( $message, 0, $level, $file, $line );
	}
);

if ( 'uninstall' === $job['do'] ) {
	define( 'WP_UNINSTALL_PLUGIN', 'lucep-callback/lucep-callback.php' );
	require $plugin . '/uninstall.php';
	echo json_encode( $site['options'] );
	exit;
}

require $plugin . '/lucep-callback.php';
switch ( $job['do'] ) {
	case 'public page':
		do_action( 'wp_enqueue_scripts' );
		$site['queue']['theirs'] = 'https://site.example/theirs.js';
		$outcome                 = printed_scripts();
		break;
	case 'save':
		do_action( 'admin_init' );
		$outcome = call_user_func( $site['setting']['about']['sanitize_callback'], $job['input'] );
		$outcome = array( 'stored' => $outcome, 'errors' => $site['errors'] );
		break;
	case 'settings page':
		do_action( 'admin_menu' );
		ob_start();
		call_user_func( $site['pages']['lucep-callback']['draw'] );
		$outcome = array( 'right' => $site['pages']['lucep-callback']['right'], 'html' => ob_get_clean() );
		break;
	case 'links':
		$outcome = apply_filters( 'plugin_action_links_lucep-callback/lucep-callback.php', array( 'other' ) );
		break;
}
echo json_encode( $outcome );
